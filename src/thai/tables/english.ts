// English words and names that turn up in Thai announcements, in small letters → Thai letters, `word=said` parted by ;.
// All capitals that are not here are read letter by letter.

/** Everyday words, words of addresses and short forms. */
const COMMON = `
7-eleven=เซเว่นอีเลฟเว่น;ai=เอไอ;am=เอเอ็ม;and=แอนด์;android=แอนดรอยด์;apec=เอเปก;app=แอป;application=แอปพลิเคชัน
apps=แอป;astrazeneca=แอสตราเซเนกา;bangkok=แบงค็อก;banking=แบงก์กิง;bcg=บีซีจี;big=บิ๊ก;big cleaning=บิ๊กคลีนนิง
big cleaning day=บิ๊กคลีนนิงเดย์;bluetooth=บลูทูท;broadcast=บรอดแคสต์;call center=คอลเซ็นเตอร์;camp=แคมป์;card=การ์ด
care=แคร์;caregiver=แคร์กิฟเวอร์;cell=เซลล์;cell broadcast=เซลล์บรอดแคสต์;centre=เซ็นเตอร์;chat=แชต;cleaning=คลีนนิง
clip=คลิป;cloud=คลาวด์;coach=โค้ช;code=โค้ด;computer=คอมพิวเตอร์;covid=โควิด;covid-19=โควิดสิบเก้า
covid19=โควิดสิบเก้า;cpr=ซีพีอาร์;data=ดาต้า;day=เดย์;delta=เดลตา;digital=ดิจิทัล;dna=ดีเอ็นเอ;download=ดาวน์โหลด
drive=ไดรฟ์;e-mail=อีเมล;email=อีเมล;express=เอกซ์เพรส;facebook=เฟซบุ๊ก;fanpage=แฟนเพจ;farmer=ฟาร์เมอร์;fax=แฟกซ์
fb=เฟซบุ๊ก;fifa=ฟีฟ่า;first=เฟิสต์;flash=แฟลช;fm=เอฟเอ็ม;food=ฟู้ด;for=ฟอร์;ford=ฟอร์ด;form=ฟอร์ม;forms=ฟอร์ม;free=ฟรี
fun=ฟัน;giver=กิฟเวอร์;gmail=จีเมล;good=กู๊ด;google=กูเกิล;gps=จีพีเอส;grab=แกร็บ;green=กรีน;group=กรุ๊ป;health=เฮลท์
hilux=ไฮลักซ์;honda=ฮอนด้า;hotline=ฮอตไลน์;hotmail=ฮอตเมล;house=เฮาส์;hub=ฮับ;ic=ไอซี;id=ไอดี;in=อิน
instagram=อินสตาแกรม;internet=อินเทอร์เน็ต;iphone=ไอโฟน;isuzu=อีซูซุ;kerry=เคอร์รี;kit=คิต;lab=แล็บ;line=ไลน์
link=ลิงก์;live=ไลฟ์;login=ล็อกอิน;mail=เมล;manager=แมเนเจอร์;market=มาร์เก็ต;max=แม็กซ์;mazda=มาสด้า;meet=มีต
meeting=มีตติ้ง;messenger=เมสเซนเจอร์;mini=มินิ;mobile=โมบาย;moderna=โมเดอร์นา;moph=เอ็มโอพีเอช;mou=เอ็มโอยู;nasa=นาซา
nato=นาโต;new=นิว;new normal=นิวนอร์มัล;nissan=นิสสัน;no=โน;normal=นอร์มัล;notebook=โน้ตบุ๊ก;of=ออฟ
offline=ออฟไลน์;ok=โอเค;omicron=โอมิครอน;on-site=ออนไซต์;one=วัน;online=ออนไลน์;onsite=ออนไซต์;opec=โอเปก;open=โอเพน
otop=โอทอป;page=เพจ;password=พาสเวิร์ด;pdf=พีดีเอฟ;pfizer=ไฟเซอร์;ph=พีเอช;phone=โฟน;pin=พิน;plus=พลัส;pm=พีเอ็ม
power=เพาเวอร์;printer=พรินเตอร์;pro=โปร;promptpay=พร้อมเพย์;qr code=คิวอาร์โค้ด;qr-code=คิวอาร์โค้ด
qrcode=คิวอาร์โค้ด;rally=แรลลี;ram=แรม;revo=รีโว่;rice=ไรซ์;road=โรด;roadshow=โรดโชว์;robot=โรบอต;rom=รอม;run=รัน
safety=เซฟตี;sale=เซล;scan=สแกน;school=สคูล;server=เซิร์ฟเวอร์;service=เซอร์วิส;shopee=ช้อปปี้;show=โชว์;sim=ซิม
sinovac=ซิโนแวค;smart=สมาร์ต;smartphone=สมาร์ตโฟน;sme=เอสเอ็มอี;smes=เอสเอ็มอี;soft=ซอฟต์;sport=สปอร์ต;station=สเตชัน
stop=สต็อป;story=สตอรี;suzuki=ซูซูกิ;tablet=แท็บเล็ต;team=ทีม;teams=ทีมส์;tel=โทรศัพท์;test=เทสต์;thai=ไทย
thai id=ไทยไอดี;thaid=ไทยดี;the=เดอะ;tiktok=ติ๊กต็อก;to=ทู;top=ท็อป;toyota=โตโยต้า;twitter=ทวิตเตอร์;unesco=ยูเนสโก
unicef=ยูนิเซฟ;up=อัป;upload=อัปโหลด;user=ยูสเซอร์;ver=เวอร์ชัน;video=วิดีโอ;vigo=วีโก้;vip=วีไอพี;vs=วีเอส;walk=วอล์ก
wave=เวฟ;web=เว็บ;website=เว็บไซต์;wi-fi=ไวไฟ;wifi=ไวไฟ;with=วิท;workshop=เวิร์กช็อป;x=เอกซ์;x-ray=เอกซเรย์
xray=เอกซเรย์;yamaha=ยามาฮ่า;youtube=ยูทูบ;zone=โซน;zoom=ซูม
`;

/** Telephones, programs and what is done with them. */
const MACHINES = `
account=แอ็กเคานต์;admin=แอดมิน;all=ออล;app store=แอปสโตร์;apple=แอปเปิล;backup=แบ็กอัป;banner=แบนเนอร์
bar code=บาร์โค้ด;barcode=บาร์โค้ด;big data=บิ๊กดาต้า;blockchain=บล็อกเชน;blog=บล็อก;bot=บอต;browser=เบราว์เซอร์
cell site=เซลล์ไซต์;channel=แชนแนล;chatbot=แชตบอต;chrome=โครม;click=คลิก;cloud computing=คลาวด์คอมพิวติง
comment=คอมเมนต์;copy=ก๊อบปี้;cyber=ไซเบอร์;dashboard=แดชบอร์ด;digital id=ดิจิทัลไอดี;dltv=ดีแอลทีวี
e-bidding=อีบิดดิง;e-book=อีบุ๊ก;e-commerce=อีคอมเมิร์ซ;e-donation=อีโดเนชัน;e-filing=อีไฟลิง;e-gp=อีจีพี;e-laas=อีลาส
e-learning=อีเลิร์นนิง;e-market=อีมาร์เก็ต;e-money=อีมันนี;e-office=อีออฟฟิศ;e-payment=อีเพย์เมนต์;e-plan=อีแพลน
e-saraban=อีสารบรรณ;e-service=อีเซอร์วิส;e-sport=อีสปอร์ต;e-sports=อีสปอร์ต;e-tax=อีแท็กซ์;e-ticket=อีทิกเกต
e-wallet=อีวอลเล็ต;error=เอร์เรอร์;esport=อีสปอร์ต;everyone=เอฟรีวัน;excel=เอกเซล;facebook live=เฟซบุ๊กไลฟ์
facebook page=เฟซบุ๊กเพจ;fan page=แฟนเพจ;farm=ฟาร์ม;file=ไฟล์;folder=โฟลเดอร์;fondue=ฟองดูว์;google drive=กูเกิลไดรฟ์
google form=กูเกิลฟอร์ม;google map=กูเกิลแมป;google maps=กูเกิลแมป;google meet=กูเกิลมีต;google play=กูเกิลเพลย์
hack=แฮก;hacker=แฮกเกอร์;hardware=ฮาร์ดแวร์;hashtag=แฮชแท็ก;huawei=หัวเว่ย;inbox=อินบ็อกซ์;infographic=อินโฟกราฟิก
internet banking=อินเทอร์เน็ตแบงก์กิง;ios=ไอโอเอส;iot=ไอโอที;like=ไลก์;line group=ไลน์กรุ๊ป;line oa=ไลน์โอเอ
line official=ไลน์ออฟฟิเชียล;line official account=ไลน์ออฟฟิเชียลแอ็กเคานต์;map=แมป;maps=แมป;microsoft=ไมโครซอฟต์
mobile app=โมบายแอป;mobile application=โมบายแอปพลิเคชัน;mobile banking=โมบายแบงก์กิง;network=เน็ตเวิร์ก
official=ออฟฟิเชียล;oppo=ออปโป้;phishing=ฟิชชิง;pin code=พินโค้ด;platform=แพลตฟอร์ม;play store=เพลย์สโตร์
podcast=พ็อดแคสต์;portal=พอร์ทัล;post=โพสต์;poster=โปสเตอร์;powerpoint=เพาเวอร์พอยต์;print=พรินต์;qr=คิวอาร์
register=รีจิสเตอร์;reset=รีเซต;samsung=ซัมซุง;scam=สแกม;share=แชร์;slide=สไลด์;smart card=สมาร์ตการ์ด
smart city=สมาร์ตซิตี;smart farm=สมาร์ตฟาร์ม;smart farmer=สมาร์ตฟาร์เมอร์;smart phone=สมาร์ตโฟน;software=ซอฟต์แวร์
store=สโตร์;streaming=สตรีมมิง;tag=แท็ก;telegram=เทเลแกรม;traffy=ทราฟฟี่;traffy fondue=ทราฟฟี่ฟองดูว์;usb=ยูเอสบี
username=ยูสเซอร์เนม;webex=เว็บเอ็กซ์;wechat=วีแชต;whatsapp=วอตส์แอป;windows=วินโดวส์;word=เวิร์ด
young smart farmer=ยังสมาร์ตฟาร์เมอร์;zoom meeting=ซูมมีตติ้ง
`;

/** Illness and care. */
const HEALTH = `
rapid=แรพิด;rapid test=แรพิดเทสต์;antigen=แอนติเจน;hba1c=เอชบีเอวันซี;mrna=เอ็มอาร์เอ็นเอ
aed=เออีดี;alcohol=แอลกอฮอล์;amoxicillin=อะม็อกซีซิลลิน;aspirin=แอสไพริน;be=บี;bmi=บีเอ็มไอ;booster=บูสเตอร์
care giver=แคร์กิฟเวอร์;care manager=แคร์แมเนเจอร์;care plan=แคร์แพลน;check=เช็ก;check in=เช็กอิน;check up=เช็กอัป
check-in=เช็กอิน;checkup=เช็กอัป;clinic=คลินิก;cluster=คลัสเตอร์;community=คอมมูนิตี;corona=โคโรนา
coronavirus=โคโรนาไวรัส;covid 19=โควิดสิบเก้า;day care=เดย์แคร์;dengue=เดงกี;distancing=ดิสแทนซิง;ebola=อีโบลา
er=อีอาร์;face shield=เฟซชิลด์;fast=ฟาสต์;fast track=ฟาสต์แทร็ก;from=ฟรอม;gel=เจล;health rider=เฮลท์ไรเดอร์
health station=เฮลท์สเตชัน;home=โฮม;home isolation=โฮมไอโซเลชัน;hospital=ฮอสพิทัล;ibuprofen=ไอบูโพรเฟน;icu=ไอซียู
influenza=อินฟลูเอนซา;insulin=อินซูลิน;ipd=ไอพีดี;isolation=ไอโซเลชัน;johnson=จอห์นสัน;local quarantine=โลคัลควอรันทีน
lockdown=ล็อกดาวน์;long=ลอง;long covid=ลองโควิด;long term care=ลองเทอมแคร์;mask=มาสก์;media=มีเดีย
monkeypox=มังกีพ็อกซ์;mpox=เอ็มพ็อกซ์;ncd=เอ็นซีดี;ncds=เอ็นซีดี;number=นัมเบอร์;number one=นัมเบอร์วัน;omega=โอเมกา
opd=โอพีดี;paracetamol=พาราเซตามอล;pcr=พีซีอาร์;quarantine=ควอรันทีน;rider=ไรเดอร์;rsv=อาร์เอสวี;rt-pcr=อาร์ทีพีซีอาร์
sinopharm=ซิโนฟาร์ม;social=โซเชียล;social distancing=โซเชียลดิสแทนซิง;social media=โซเชียลมีเดีย;stemi=สเตมี
stroke=สโตรก;swab=สวอบ;telemedicine=เทเลเมดิซีน;term=เทอม;timeline=ไทม์ไลน์;to be number one=ทูบีนัมเบอร์วัน
track=แทร็ก;vaccine=วัคซีน;virus=ไวรัส;vitamin=วิตามิน;work=เวิร์ก;work from home=เวิร์กฟรอมโฮม;zika=ซิกา
`;

/** Campaigns, schooling, trade and traffic. */
const OFFICE = `
ft=เอฟที;vat=แวต;cr=เครดิต;soil=ซอยล์;spo2=เอสพีโอทู
active=แอ็กทิฟ;active learning=แอ็กทิฟเลิร์นนิง;agent=เอเจนต์;air=แอร์;air4thai=แอร์ฟอร์ไทย;ais=เอไอเอส;alert=อะเลิร์ต
amazing=อะเมซิง;amazing thailand=อะเมซิงไทยแลนด์;aqi=เอคิวไอ;b2b=บีทูบี;b2c=บีทูซี;baby=เบบี้;bakery=เบเกอรี
bank=แบงก์;best=เบสต์;best practice=เบสต์แพรกทิซ;big bike=บิ๊กไบก์;big c=บิ๊กซี;big rock=บิ๊กร็อก;bigbike=บิ๊กไบก์
bike=ไบก์;biogas=ไบโอแก๊ส;brainstorming=เบรนสตอร์มมิง;brand=แบรนด์;bureau=บูโร;burn=เบิร์น;burn check=เบิร์นเช็ก
bus=บัส;cafe=คาเฟ่;call=คอล;car=คาร์;carbon=คาร์บอน;carbon credit=คาร์บอนเครดิต;cash=แคช;cashback=แคชแบ็ก
cctv=ซีซีทีวี;change=เชนจ์;change for good=เชนจ์ฟอร์กู๊ด;clean=คลีน;clean food good taste=คลีนฟู้ดกู๊ดเทสต์
coaching=โค้ชชิง;code clinic=โค้ดคลินิก;coding=โค้ดดิง;coffee=คอฟฟี;concert=คอนเสิร์ต;conference=คอนเฟอเรนซ์
connect=คอนเน็กต์;count down=เคานต์ดาวน์;countdown=เคานต์ดาวน์;coupon=คูปอง;credit=เครดิต;credit bureau=เครดิตบูโร
csr=ซีเอสอาร์;debit=เดบิต;disaster=ดิแซสเตอร์;discount=ดิสเคานต์;drive thru=ไดรฟ์ทรู;drive-thru=ไดรฟ์ทรู;drone=โดรน
dtac=ดีแทค;dust=ดัสต์;easy=อีซี;education=เอดูเคชัน;el nino=เอลนีโญ;emergency=อีเมอร์เจนซี;english=อิงลิช
english camp=อิงลิชแคมป์;event=อีเวนต์;expo=เอกซ์โป;fair=แฟร์;festival=เฟสติวัล;fix=ฟิกซ์
fix it center=ฟิกซ์อิตเซ็นเตอร์;focus=โฟกัส;focus group=โฟกัสกรุ๊ป;food truck=ฟู้ดทรัก;g2g=จีทูจี;gat=แก็ต
gi=จีไอ;gift=กิฟต์;gistda=จิสดา;global=โกลบอล;global house=โกลบอลเฮาส์;gmp=จีเอ็มพี;gov=กอฟ;government=กัฟเวิร์นเมนต์
green office=กรีนออฟฟิศ;hal-q=ฮาลคิว;halal=ฮาลาล;hall=ฮอลล์;hearing=เฮียริง;helmet=เฮลเมต;home stay=โฮมสเตย์
homestay=โฮมสเตย์;hot spot=ฮอตสปอต;hotel=โฮเทล;hotspot=ฮอตสปอต;idol=ไอดอล;ielts=ไอเอลส์;inverter=อินเวอร์เตอร์;it=ไอที
junior=จูเนียร์;k plus=เคพลัส;kbank=เคแบงก์;kick off=คิกออฟ;kick-off=คิกออฟ;krungthai=กรุงไทย
krungthai next=กรุงไทยเน็กซ์;la nina=ลานีญา;learning=เลิร์นนิง;led=แอลอีดี;logo=โลโก้;lotto=ลอตโต้;lotus=โลตัส
lotus's=โลตัส;lunch=ลันช์;makro=แม็คโคร;master plan=มาสเตอร์แพลน;mc=เอ็มซี;mini concert=มินิคอนเสิร์ต;money=มันนี
motor=มอเตอร์;motorcycle=มอเตอร์ไซค์;mymo=มายโม;nbt=เอ็นบีที;net zero=เน็ตซีโร่;next=เน็กซ์;night=ไนต์
night market=ไนต์มาร์เก็ต;no gift policy=โนกิฟต์โพลิซี;o-net=โอเน็ต;o2o=โอทูโอ;off=ออฟ;office=ออฟฟิศ;on=ออน
on line=ออนไลน์;on tour=ออนทัวร์;one stop=วันสต็อป;one stop service=วันสต็อปเซอร์วิส;onet=โอเน็ต;open house=โอเพนเฮาส์
order=ออร์เดอร์;organic=ออร์แกนิก;organic thailand=ออร์แกนิกไทยแลนด์;p2p=พีทูพี;package=แพ็กเกจ;paotang=เป๋าตัง
pat=แพ็ต;payment=เพย์เมนต์;pickup=ปิกอัป;plan=แพลน;point=พอยต์;policy=โพลิซี;portfolio=พอร์ตโฟลิโอ;practice=แพรกทิซ
project=โปรเจกต์;promotion=โปรโมชัน;public=พับลิก;public hearing=พับลิกเฮียริง;pump=ปั๊ม;quick=ควิก;quick win=ควิกวิน
rabbit=แรบบิต;radar=เรดาร์;recycle=รีไซเคิล;reduce=รีดิวซ์;rescue=เรสคิว;resort=รีสอร์ต;reuse=รียูส;road map=โรดแมป
roadmap=โรดแมป;rooftop=รูฟท็อป;room=รูม;safety zone=เซฟตีโซน;sandbox=แซนด์บ็อกซ์;scb easy=เอสซีบีอีซี
school lunch=สคูลลันช์;senior=ซีเนียร์;seven=เซเว่น;shop=ช็อป;shopping=ช็อปปิง;slip=สลิป
smart safety zone=สมาร์ตเซฟตีโซน;smart teacher=สมาร์ตทีชเชอร์;soft power=ซอฟต์เพาเวอร์;solar=โซลาร์
solar cell=โซลาร์เซลล์;solar rooftop=โซลาร์รูฟท็อป;sos=เอสโอเอส;speed=สปีด;start=สตาร์ต;start up=สตาร์ตอัป
startup=สตาร์ตอัป;statement=สเตตเมนต์;stem=สเต็ม;stem education=สเต็มเอดูเคชัน;street=สตรีต;street food=สตรีตฟู้ด
student=สติวเดนต์;system=ซิสเต็ม;taste=เทสต์;taxi=แท็กซี่;tcas=ทีแคส;teacher=ทีชเชอร์
thai disaster alert=ไทยดิแซสเตอร์อะเลิร์ต;thai pbs=ไทยพีบีเอส;thai school lunch=ไทยสคูลลันช์;thailand=ไทยแลนด์
thru=ทรู;toefl=โทเฟิล;toeic=โทอิก;tops=ท็อปส์;tour=ทัวร์;town=ทาวน์;town hall=ทาวน์ฮอลล์;trainer=เทรนเนอร์
training=เทรนนิง;trip=ทริป;truck=ทรัก;true=ทรู;true money=ทรูมันนี;truemoney=ทรูมันนี;tungngern=ถุงเงิน;u2t=ยูทูที
upcycle=อัปไซเคิล;van=แวน;vdo=วิดีโอ;vdo conference=วิดีโอคอนเฟอเรนซ์;via=เวีย;video conference=วิดีโอคอนเฟอเรนซ์
voucher=เวาเชอร์;vtr=วีทีอาร์;walk in=วอล์กอิน;walk-in=วอล์กอิน;walking=วอล์กกิง;walking street=วอล์กกิงสตรีต
wallet=วอลเล็ต;war=วอร์;war room=วอร์รูม;warning=วอร์นิง;waste=เวสต์;water=วอเตอร์;water bank=วอเตอร์แบงก์
web conference=เว็บคอนเฟอเรนซ์;win=วิน;young=ยัง;zero=ซีโร่;zero waste=ซีโร่เวสต์
`;

/** Feasts, sport, places, makes of things. */
const WORLD = `
smith=สมิธ;john=จอห์น;mary=แมรี;peter=ปีเตอร์;david=เดวิด;michael=ไมเคิล
aerobic=แอโรบิก;altis=อัลติส;asean=อาเซียน;asian games=เอเชียนเกมส์;backdrop=แบ็กดร็อป;band=แบนด์;barber=บาร์เบอร์
boat=โบต;booth=บูท;byd=บีวายดี;center=เซ็นเตอร์;champion=แชมเปียน;champions=แชมเปียน;chiang mai=เชียงใหม่;china=ไชนา
christmas=คริสต์มาส;city=ซิตี;civic=ซีวิค;click i=คลิกไอ;coke=โค้ก;college=คอลเลจ;cover=คัฟเวอร์
cover dance=คัฟเวอร์แดนซ์;cup=คัป;d-max=ดีแม็กซ์;dance=แดนซ์;dream=ดรีม;ems=อีเอ็มเอส;eu=อียู;family=แฟมิลี
final=ไฟนอล;fino=ฟีโน่;fitness=ฟิตเนส;five=ไฟว์;foodpanda=ฟู้ดแพนดา;football=ฟุตบอล;fortuner=ฟอร์จูนเนอร์;four=โฟร์
full=ฟูล;full time=ฟูลไทม์;fun run=ฟันรัน;futsal=ฟุตซอล;game=เกม;games=เกมส์;garden=การ์เดน;gold=โกลด์;golden=โกลเดน
good morning=กู๊ดมอร์นิง;grab food=แกร็บฟู้ด;grand=แกรนด์;half=ฮาล์ฟ;half marathon=ฮาล์ฟมาราธอน;halloween=ฮาโลวีน
happy=แฮปปี้;happy new year=แฮปปี้นิวเยียร์;hello=เฮลโล;high=ไฮ;high season=ไฮซีซัน;hino=ฮีโน่;honda wave=ฮอนด้าเวฟ
hope=โฮป;hour=เอาเออร์;inter=อินเตอร์;international=อินเตอร์เนชันแนล;isan=อีสาน;japan=เจแปน;jazz=แจ๊ซ;key=คีย์
khong=โขง;king=คิง;kiosk=คีออสก์;korea=โคเรีย;kubota=คูโบต้า;laos=ลาว;lazada=ลาซาด้า;league=ลีก;level=เลเวล;life=ไลฟ์
line man=ไลน์แมน;line notify=ไลน์โนติฟาย;lineman=ไลน์แมน;lock=ล็อก;logistics=โลจิสติกส์;love=เลิฟ;low=โลว์
marathon=มาราธอน;mekong=แม่โขง;merry christmas=เมอร์รีคริสต์มาส;mg=เอ็มจี;mini marathon=มินิมาราธอน;miss=มิส
mister=มิสเตอร์;mitsubishi=มิตซูบิชิ;model=โมเดล;music=มิวสิก;nakhon phanom=นครพนม;national=เนชันแนล;nescafe=เนสกาแฟ
new year=นิวเยียร์;news=นิวส์;olympic=โอลิมปิก;park=พาร์ก;part=พาร์ต;part time=พาร์ตไทม์;pattaya=พัทยา;pepsi=เป๊ปซี่
phuket=ภูเก็ต;plaza=พลาซา;post office=โพสต์ออฟฟิศ;queen=ควีน;radio=เรดิโอ;ranger=เรนเจอร์;river=ริเวอร์;royal=รอยัล
salon=ซาลอน;scoopy=สกู๊ปปี้;sea games=ซีเกมส์;season=ซีซัน;series=ซีรีส์;set=เซต;set zero=เซตซีโร่;silver=ซิลเวอร์
size=ไซซ์;song=ซอง;sound=ซาวด์;spa=สปา;speed boat=สปีดโบต;sport day=สปอร์ตเดย์;sports=สปอร์ต;spray=สเปรย์;st=เซนต์
stadium=สเตเดียม;stage=สเตจ;star=สตาร์;step=สเต็ป;sticker=สติกเกอร์;studio=สตูดิโอ;ten=เทน;tesla=เทสลา
test kit=เทสต์คิต;thai league=ไทยลีก;thai spa=ไทยสปา;thailand post=ไทยแลนด์โพสต์;thank you=แทงก์กิว;three=ทรี
time=ไทม์;tip=ทิป;tips=ทิปส์;top ten=ท็อปเทน;trail=เทรล;triton=ไทรทัน;two=ทู;type=ไทป์;uk=ยูเค;un=ยูเอ็น
university=ยูนิเวอร์ซิตี;update=อัปเดต;usa=ยูเอสเอ;v.=วี;valentine=วาเลนไทน์;version=เวอร์ชัน;vietnam=เวียดนาม
vinyl=ไวนิล;vios=วีออส;volleyball=วอลเลย์บอล;who=ดับเบิลยูเอชโอ;world=เวิลด์;world cup=เวิลด์คัป;yanmar=ยันม่าร์
year=เยียร์;yes=เยส;yoga=โยคะ;zumba=ซุมบา
aids=เอดส์;sars=ซาร์ส;mers=เมอร์ส;hib=ฮิบ;pisa=พิซา;gasohol=แก๊สโซฮอล์;tesco=เทสโก้;pick up=พิกอัป;pickup=พิกอัป
gate=เกต;uefa=ยูฟ่า;asem=อาเซ็ม;covax=โคแวกซ์;laser=เลเซอร์;radar=เรดาร์;sim=ซิม;opac=โอแพก;toefl=โทเฟล
`;

function rows(lists: readonly string[]): [string, string][] {
  return lists.flatMap((list) =>
    list
      .trim()
      .split(/[;\n]/)
      .map((row): [string, string] => {
        const [word = '', said = ''] = row.split('=');
        return [word, said];
      }),
  );
}

export const ENGLISH: ReadonlyMap<string, string> = new Map(rows([COMMON, MACHINES, HEALTH, OFFICE, WORLD]));

/** Parts of addresses that are said as words. */
export const ADDRESS_WORDS: ReadonlyMap<string, string> = new Map(
  rows([
    'gmail=จีเมล;hotmail=ฮอตเมล;yahoo=ยาฮู;outlook=เอาต์ลุก;com=คอม;net=เน็ต;org=ออร์ก;line=ไลน์;facebook=เฟซบุ๊ก;google=กูเกิล;info=อินโฟ;admin=แอดมิน;facebook=เฟซบุ๊ก;icloud=ไอคลาวด์',
  ]),
);
