//! English.

use super::{EMPTY, Language, Table};

pub(super) const TABLE: Table = Table {
    language: Language::English,
    common: "the and of to is are was were we you your our it that this with for from they have has had will would can could at on by not be \
        been an as or if please than about there what who how when per",
    numbers: "zero=0 one=1 two=2 three=3 four=4 five=5 six=6 seven=7 eight=8 nine=9 ten=10 eleven=11 twelve=12 thirteen=13 fourteen=14 fifteen=15 \
        sixteen=16 seventeen=17 eighteen=18 nineteen=19 twenty=20 thirty=30 forty=40 fourty=40 fifty=50 sixty=60 seventy=70 eighty=80 ninety=90 dozen=12",
    ordinals: "first=1 second=2 third=3 fourth=4 fifth=5 sixth=6 seventh=7 eighth=8 ninth=9 tenth=10 eleventh=11 twelfth=12 thirteenth=13 fourteenth=14 \
        fifteenth=15 sixteenth=16 seventeenth=17 eighteenth=18 nineteenth=19 twentieth=20 thirtieth=30 fortieth=40 fiftieth=50 sixtieth=60 \
        seventieth=70 eightieth=80 ninetieth=90",
    weak: "one first second third",
    hundred: "hundred",
    scales: "thousand=3 thousands=3 grand=3 million=6 millions=6 mill=6 mln=6 bn=9 billion=9 billions=9 tn=12 trn=12 trillion=12 trillions=12 \
        lakh=5 lakhs=5 lac=5 lacs=5 crore=7 crores=7 cr=7",
    bare_scales: "hundred thousand",
    one: "a an one",
    and: "and",
    point: "point",
    half: "half",
    quarter: "quarter",
    and_half: "and a half",
    of: "of",
    vague: "couple few several many some of tens hundreds dozens numerous other",
    minus: "minus negative",
    percent: "percent pct percentage",
    between: "between from",
    to: "to and through",
    or: "or and",
    moves: "cut cuts lower lowered reduce reduced raise raised rise rose rises increase increased fall fell drop dropped went go goes grew grow grown moved \
        move up down change changed climb climbed jumped",
    labels: "option variant version room suite gate floor section chapter article clause page part phase step stage tier level line lot item position pos \
        number no nr order ticket case ref reference sku invoice model type form release build extension ext building apt zip code account id article \
        call phone tel fax mobile",
    accounts: "result results loss losses profit ebit ebitda cash flow net balance margin income earnings deficit variance adjustment total subtotal",
    weighs: "weigh weighs weighed weighing weight heavy heavier lighter lost gained of",
    currencies: "euro=EUR euros=EUR quid=GBP yen=JPY yuan=CNY renminbi=CNY rupee=INR rupees=INR rupiah=IDR baht=THB ringgit=MYR won=KRW zloty=PLN zlotys=PLN \
        forint=HUF forints=HUF koruna=CZK korunas=CZK krona=kr kronor=kr real=BRL reais=BRL rand=ZAR rands=ZAR shekel=ILS shekels=ILS hryvnia=UAH ruble=RUB \
        rubles=RUB rouble=RUB roubles=RUB lira=TRY liras=TRY naira=NGN dirham=AED dirhams=AED dong=VND leu=RON lev=BGN leva=BGN franc=CHF francs=CHF \
        dollar=$ dollars=$ buck=$ bucks=$ pound=£ pounds=£ krone=kr kroner=kr peso=peso pesos=peso \
        pounds_sterling=GBP pound_sterling=GBP sterling=GBP british_pounds=GBP egyptian_pounds=EGP \
        us_dollar=USD us_dollars=USD american_dollars=USD canadian_dollar=CAD canadian_dollars=CAD australian_dollar=AUD australian_dollars=AUD \
        new_zealand_dollars=NZD hong_kong_dollars=HKD singapore_dollars=SGD taiwan_dollars=TWD swiss_franc=CHF swiss_francs=CHF cfa_francs=XOF \
        mexican_pesos=MXN chilean_pesos=CLP colombian_pesos=COP argentine_pesos=ARS philippine_pesos=PHP indian_rupees=INR pakistani_rupees=PKR \
        sri_lankan_rupees=LKR swedish_krona=SEK swedish_kronor=SEK norwegian_kroner=NOK norwegian_krone=NOK danish_kroner=DKK danish_krone=DKK \
        icelandic_krona=ISK czech_koruna=CZK czech_korunas=CZK czech_crowns=CZK polish_zloty=PLN hungarian_forint=HUF hungarian_forints=HUF \
        japanese_yen=JPY chinese_yuan=CNY south_african_rand=ZAR brazilian_reais=BRL turkish_lira=TRY uae_dirhams=AED korean_won=KRW \
        romanian_lei=RON bulgarian_leva=BGN israeli_shekels=ILS",
    cents: "cent=?:100 cents=?:100 penny=GBP:100 pence=GBP:100",
    weekdays: [
        "monday mondays mon",
        "tuesday tuesdays tue tues",
        "wednesday wednesdays wed",
        "thursday thursdays thu thur thurs",
        "friday fridays fri",
        "saturday saturdays sat",
        "sunday sundays sun",
    ],
    months: [
        "january jan",
        "february feb",
        "march mar",
        "april apr",
        "may",
        "june jun",
        "july jul",
        "august aug",
        "september sep sept",
        "october oct",
        "november nov",
        "december dec",
    ],
    doubtful: "may march mar jan sat sun mon wed august",
    relative: "today=0 tonight=0 tomorrow=1 yesterday=-1 eod=0 cob=0 eob=0 end_of_day=0 close_of_business=0 close_of_play=0 end_of_business=0 end_of_the_day=0 \
        day_after_tomorrow=2 the_day_after_tomorrow=2 day_before_yesterday=-2 the_day_before_yesterday=-2 last_night=-1 tmrw=1 tmr=1",
    units: "hour=hour hours=hour hrs=hour working_day=workday working_days=workday business_day=workday business_days=workday workday=workday workdays=workday day=day days=day week=week weeks=week fortnight=fortnight fortnights=fortnight weekend=weekend month=month months=month quarter=quarter \
        quarters=quarter year=year years=year",
    last: "last previous past",
    this: "this current",
    next: "next",
    coming: "coming upcoming following",
    after_next: "after_next",
    in_lead: "in within",
    hence: "from_now from_today hence time later",
    ago_lead: "",
    ago: "ago",
    end: "end close eo",
    middle: "middle mid",
    start: "start beginning early",
    late: "late",
    early: "early",
    compounds: "eom=month:0 eow=week:0 eoq=quarter:0 eoy=year:0 month_end=month:0 year_end=year:0 quarter_end=quarter:0",
    the: "the this",
    of_day: "of",
    month_leads: "the in by until till before after since from during through of for to around throughout next last this early mid late end",
    day_leads: "by on until till before after from since due to",
    ordinal_ends: "st nd rd th",
    quarters: "q",
    quarter_words: "quarter",
    week_words: "week wk cw kw calendar_week",
    greetings: "good",
    not_before: "black good",
    ..EMPTY
};
