// A tower's link with a counter beside it: what an MQTT message takes on the wire, in and out, passes through unchanged.
import type { Link } from '../controller/ports.ts';

export interface Traffic {
  in: number;
  out: number;
}

/** Fixed header, two bytes of topic length, packet id; and the acknowledgement that goes the other way. */
const HEAD_BYTES = 8;
const ACK_BYTES = 4;

export function countedLink(link: Link, traffic: Traffic): Link {
  const asking = (topics: readonly string[]) => {
    traffic.out += topics.reduce((sum, topic) => sum + topic.length + 3, HEAD_BYTES);
    traffic.in += ACK_BYTES + topics.length;
  };
  return {
    open(events) {
      link.open({
        will: events.will,
        connected: events.connected,
        lost: events.lost,
        message(topic, payload) {
          traffic.in += HEAD_BYTES + topic.length + payload.length;
          traffic.out += ACK_BYTES;
          events.message(topic, payload);
        },
      });
    },
    subscribe(topics) {
      asking(topics);
      return link.subscribe(topics);
    },
    unsubscribe(topics) {
      asking(topics);
      return link.unsubscribe(topics);
    },
    publish(message) {
      traffic.out += HEAD_BYTES + message.topic.length + Buffer.byteLength(message.payload);
      traffic.in += ACK_BYTES;
      return link.publish(message);
    },
    close: (last) => link.close(last),
  };
}
