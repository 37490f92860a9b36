"""The words of dates in the languages forums speak: months, weekdays, today, yesterday, units, "ago", am and pm.

Tables only. A language is one entry of `LANGUAGES`; groups stand in order, spellings of one thing are separated by ``|``.
Words are compared without accents and in lower case (`spiders.dates` folds both sides), so each is written once, with them.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class DateWords:
    """One language. ``months`` and ``weekdays`` (from Monday) hold 12 and 7 groups; ``units`` second to year, 7 groups."""

    months: str
    weekdays: str
    short_days: str = ""
    today: str = ""
    yesterday: str = ""
    now: str = ""
    units: str = ""
    ago: str = ""
    one: str = ""
    fill: str = ""


LANGUAGES = {
    "en": DateWords(
        months="january|jan february|feb march|mar april|apr may june|jun july|jul august|aug september|sept|sep "
        "october|oct november|nov december|dec",
        weekdays="monday tuesday wednesday thursday friday saturday sunday",
        short_days="mon tue tues wed thu thur thurs fri sat sun",
        today="today",
        yesterday="yesterday",
        now="just now|a moment ago|moments ago|now",
        units="second|seconds|sec|secs|s minute|minutes|min|mins|m hour|hours|hr|hrs|h day|days|d week|weeks|w "
        "month|months|mo year|years|yr|yrs|y",
        ago="ago",
        one="a|an|one|half",
        fill="at on the of in less than about over almost around o clock hrs hours and",
    ),
    "de": DateWords(
        months="januar|jan|jänner|jän februar|feb|feber märz|mär|mrz|maerz april|apr mai juni|jun juli|jul august|aug "
        "september|sep|sept oktober|okt november|nov dezember|dez",
        weekdays="montag dienstag mittwoch donnerstag freitag samstag|sonnabend sonntag",
        short_days="mo di mi do fr sa so mon die mit don fre sam son",
        today="heute",
        yesterday="gestern",
        now="gerade eben|soeben|eben|vor einem moment|vor wenigen augenblicken",
        units="sekunde|sekunden minute|minuten stunde|stunden tag|tagen|tage woche|wochen monat|monaten|monate jahr|jahren|jahre",
        ago="vor",
        one="ein|eine|einer|einem|einen",
        fill="um uhr am den der dem als weniger etwa über",
    ),
    "fr": DateWords(
        months="janvier|janv|jan février|févr|fév|fevr mars|mar avril|avr mai juin juillet|juil|juill août|aou "
        "septembre|sept|sep octobre|oct novembre|nov décembre|déc",
        weekdays="lundi mardi mercredi jeudi vendredi samedi dimanche",
        short_days="lun mar mer jeu ven sam dim",
        today="aujourd'hui|aujourd’hui|aujourdhui",
        yesterday="hier",
        now="à l'instant|à l’instant|maintenant|il y a un instant|il y a un moment",
        units="seconde|secondes minute|minutes|min heure|heures jour|jours semaine|semaines mois an|ans|année|années",
        ago="il y a|il y'a|ilya",
        one="un|une",
        fill="à a le la de moins environ d et heures",
    ),
    "es": DateWords(
        months="enero|ene febrero|feb marzo|mar abril|abr mayo|may junio|jun julio|jul agosto|ago "
        "septiembre|setiembre|sep|sept|set octubre|oct noviembre|nov diciembre|dic",
        weekdays="lunes martes miércoles jueves viernes sábado domingo",
        short_days="lun mar mié jue vie sáb dom",
        today="hoy",
        yesterday="ayer",
        now="ahora|ahora mismo|justo ahora|hace un momento|hace instantes",
        units="segundo|segundos minuto|minutos|min hora|horas día|días semana|semanas mes|meses año|años",
        ago="hace",
        one="un|una",
        fill="a las la el de del los en menos hs hrs horas y",
    ),
    "it": DateWords(
        months="gennaio|gen febbraio|feb marzo|mar aprile|apr maggio|mag giugno|giu luglio|lug agosto|ago "
        "settembre|set|sett ottobre|ott novembre|nov dicembre|dic",
        weekdays="lunedì martedì mercoledì giovedì venerdì sabato domenica",
        short_days="lun mar mer gio ven sab dom",
        today="oggi",
        yesterday="ieri",
        now="adesso|ora|proprio ora|poco fa|un momento fa|un attimo fa",
        units="secondo|secondi minuto|minuti|min ora|ore giorno|giorni settimana|settimane mese|mesi anno|anni",
        ago="fa",
        one="un|una|un'",
        fill="alle all le ore il del di meno circa e h",
    ),
    "pt": DateWords(
        months="janeiro|jan fevereiro|fev março|mar abril|abr maio|mai junho|jun julho|jul agosto|ago setembro|set "
        "outubro|out novembro|nov dezembro|dez",
        weekdays="segunda-feira|segunda terça-feira|terça quarta-feira|quarta quinta-feira|quinta sexta-feira|sexta "
        "sábado domingo",
        short_days="seg ter qua qui sex sáb dom feira",
        today="hoje",
        yesterday="ontem",
        now="agora|agora mesmo|há um momento|há instantes",
        units="segundo|segundos minuto|minutos|min hora|horas dia|dias semana|semanas mês|meses ano|anos",
        ago="há|atrás",
        one="um|uma",
        fill="às as à de do da em no o menos cerca e hs horas dia",
    ),
    "nl": DateWords(
        months="januari|jan februari|feb maart|mrt|mar april|apr mei juni|jun juli|jul augustus|aug september|sep|sept "
        "oktober|okt november|nov december|dec",
        weekdays="maandag dinsdag woensdag donderdag vrijdag zaterdag zondag",
        short_days="ma di wo do vr za zo maa din woe don vri zat zon",
        today="vandaag",
        yesterday="gisteren",
        now="zojuist|net|zonet|een moment geleden|een ogenblik geleden",
        units="seconde|seconden minuut|minuten|min uur|uren|uren dag|dagen week|weken maand|maanden jaar|jaren",
        ago="geleden",
        one="een|één",
        fill="om op uur de minder dan ongeveer",
    ),
    "pl": DateWords(
        months="stycznia|styczeń|sty lutego|luty|lut marca|marzec|mar kwietnia|kwiecień|kwi maja|maj czerwca|czerwiec|cze "
        "lipca|lipiec|lip sierpnia|sierpień|sie września|wrzesień|wrz października|październik|paź|paz "
        "listopada|listopad|lis grudnia|grudzień|gru",
        weekdays="poniedziałek wtorek środa|środę czwartek piątek sobota|sobotę niedziela|niedzielę",
        short_days="pn pon wt śr czw cz pt sob so ndz nie nd niedz",
        today="dzisiaj|dziś|dzis",
        yesterday="wczoraj",
        now="przed chwilą|teraz|chwilę temu",
        units="sekundę|sekunda|sekund|sekundy minutę|minuta|minut|minuty|min godzinę|godzina|godzin|godziny dzień|dni "
        "tydzień|tygodni|tygodnie miesiąc|miesięcy|miesiące rok|lat|lata",
        ago="temu",
        one="jedną|jeden",
        fill="o godz godzinie w we dnia dn r roku mniej niż około i",
    ),
    "ru": DateWords(
        months="января|январь|янв февраля|февраль|фев|февр марта|март|мар апреля|апрель|апр мая|май июня|июнь|июн "
        "июля|июль|июл августа|август|авг сентября|сентябрь|сен|сент октября|октябрь|окт ноября|ноябрь|ноя|нояб "
        "декабря|декабрь|дек",
        weekdays="понедельник вторник среда|среду четверг пятница|пятницу суббота|субботу воскресенье",
        short_days="пн вт ср чт пт сб вс пон вто сре чет пят суб вос",
        today="сегодня",
        yesterday="вчера",
        now="только что|сейчас|минуту назад|недавно",
        units="секунду|секунда|секунды|секунд|сек минуту|минута|минуты|минут|мин час|часа|часов день|дня|дней "
        "неделю|неделя|недели|недель месяц|месяца|месяцев год|года|лет",
        ago="назад|тому назад",
        one="один|одну",
        fill="в во г года около менее и",
    ),
    "uk": DateWords(
        months="січня|січень|січ лютого|лютий|лют березня|березень|бер квітня|квітень|кві|квіт травня|травень|тра|трав "
        "червня|червень|чер|черв липня|липень|лип серпня|серпень|сер|серп вересня|вересень|вер жовтня|жовтень|жов|жовт "
        "листопада|листопад|лис грудня|грудень|гру|груд",
        weekdays="понеділок вівторок середа|середу четвер п'ятниця|п’ятниця|п'ятницю субота|суботу неділя|неділю",
        short_days="пн вт ср чт пт сб нд пон вів сер чет п'ят суб нед",
        today="сьогодні",
        yesterday="вчора|учора",
        now="щойно|зараз",
        units="секунду|секунда|секунди|секунд хвилину|хвилина|хвилини|хвилин годину|година|години|годин день|дні|днів "
        "тиждень|тижні|тижнів місяць|місяці|місяців рік|роки|років",
        ago="тому",
        one="один|одну",
        fill="о об в у р року",
    ),
    "el": DateWords(
        months="ιανουαρίου|ιανουάριος|ιαν φεβρουαρίου|φεβρουάριος|φεβ μαρτίου|μάρτιος|μαρ|μάρ απριλίου|απρίλιος|απρ "
        "μαΐου|μάιος|μαΐ|μάι ιουνίου|ιούνιος|ιουν ιουλίου|ιούλιος|ιουλ αυγούστου|αύγουστος|αυγ|αύγ "
        "σεπτεμβρίου|σεπτέμβριος|σεπ|σεπτ οκτωβρίου|οκτώβριος|οκτ νοεμβρίου|νοέμβριος|νοε|νοέ δεκεμβρίου|δεκέμβριος|δεκ",
        weekdays="δευτέρα τρίτη τετάρτη πέμπτη παρασκευή σάββατο κυριακή",
        short_days="δευ τρι τετ πεμ παρ σαβ σάβ κυρ",
        today="σήμερα",
        yesterday="χθες|χτες|εχθές",
        now="μόλις τώρα|τώρα|πριν από λίγο|πριν λίγο|πριν από μια στιγμή",
        units="δευτερόλεπτο|δευτερόλεπτα λεπτό|λεπτά|λεπτο ώρα|ώρες ημέρα|ημέρες|μέρα|μέρες εβδομάδα|εβδομάδες μήνα|μήνας|μήνες "
        "χρόνο|χρόνια|έτος|έτη|χρόνος",
        ago="πριν|πριν από|πριν απο",
        one="ένα|έναν|μία|μια",
        fill="στις στη στην την τη το του τις από λιγότερο περίπου ώρα και",
    ),
    "sv": DateWords(
        months="januari|jan februari|feb mars|mar april|apr maj juni|jun juli|jul augusti|aug september|sep|sept oktober|okt "
        "november|nov december|dec",
        weekdays="måndag tisdag onsdag torsdag fredag lördag söndag",
        short_days="mån tis ons tor tors fre lör sön",
        today="idag|i dag",
        yesterday="igår|i går",
        now="just nu|nyss|för en stund sedan|alldeles nyss",
        units="sekund|sekunder minut|minuter|min timme|timmar|timma dag|dagar vecka|veckor månad|månader år",
        ago="sedan|för|sen",
        one="en|ett",
        fill="kl klockan den vid mindre än",
    ),
    "da": DateWords(
        months="januar|jan februar|feb marts|mar april|apr maj juni|jun juli|jul august|aug september|sep|sept oktober|okt "
        "november|nov december|dec",
        weekdays="mandag tirsdag onsdag torsdag fredag lørdag søndag",
        short_days="man tir tirs ons tor tors fre lør søn ma ti on to fr lø sø",
        today="i dag|idag",
        yesterday="i går|igår",
        now="lige nu|for et øjeblik siden|netop nu",
        units="sekund|sekunder minut|minutter|min time|timer dag|dage uge|uger måned|måneder år",
        ago="siden|for",
        one="en|et",
        fill="kl klokken den d mindre end",
    ),
    "nb": DateWords(
        months="januar|jan februar|feb mars|mar april|apr mai juni|jun juli|jul august|aug september|sep|sept oktober|okt "
        "november|nov desember|des",
        weekdays="mandag tirsdag onsdag torsdag fredag lørdag søndag",
        short_days="man tir tirs ons tor tors fre lør søn ma ti on to fr lø sø",
        today="i dag|idag",
        yesterday="i går|igår",
        now="akkurat nå|nettopp|for et øyeblikk siden",
        units="sekund|sekunder minutt|minutter|min time|timer dag|dager uke|uker måned|måneder år",
        ago="siden|for",
        one="en|ett|et",
        fill="kl klokken den mindre enn",
    ),
    "fi": DateWords(
        months="tammikuuta|tammikuu|tammi helmikuuta|helmikuu|helmi maaliskuuta|maaliskuu|maalis huhtikuuta|huhtikuu|huhti "
        "toukokuuta|toukokuu|touko kesäkuuta|kesäkuu|kesä heinäkuuta|heinäkuu|heinä elokuuta|elokuu|elo syyskuuta|syyskuu|syys "
        "lokakuuta|lokakuu|loka marraskuuta|marraskuu|marras joulukuuta|joulukuu|joulu",
        weekdays="maanantai|maanantaina tiistai|tiistaina keskiviikko|keskiviikkona torstai|torstaina perjantai|perjantaina "
        "lauantai|lauantaina sunnuntai|sunnuntaina",
        short_days="ma ti ke to pe la su maa tii kes tor per lau sun",
        today="tänään",
        yesterday="eilen",
        now="juuri nyt|hetki sitten|äsken",
        units="sekunti|sekuntia minuutti|minuuttia|min tunti|tuntia päivä|päivää viikko|viikkoa kuukausi|kuukautta vuosi|vuotta",
        ago="sitten",
        one="yksi",
        fill="klo kello alle noin",
    ),
    "cs": DateWords(
        months="ledna|leden|led února|únor|úno března|březen|bře dubna|duben|dub května|květen|kvě června|červen|čer|črv "
        "července|červenec|čvc srpna|srpen|srp září|zář října|říjen|říj listopadu|listopad|lis prosince|prosinec|pro",
        weekdays="pondělí úterý středa|středu čtvrtek pátek sobota|sobotu neděle|neděli",
        short_days="po út st čt pá so ne pon úte stř čtv pát sob ned",
        today="dnes",
        yesterday="včera",
        now="právě teď|před chvílí|teď",
        units="sekundou|sekundami|sekund|sekundy minutou|minutami|minut|minuty|min hodinou|hodinami|hodin|hodiny "
        "dnem|dny|dní|den týdnem|týdny|týdnů měsícem|měsíci|měsíců rokem|roky|lety|let",
        ago="před",
        one="jednou|jedním",
        fill="v ve o dne hod méně než asi",
    ),
    "sk": DateWords(
        months="januára|január|jan februára|február|feb marca|marec|mar apríla|apríl|apr mája|máj júna|jún júla|júl "
        "augusta|august|aug septembra|september|sep októbra|október|okt novembra|november|nov decembra|december|dec",
        weekdays="pondelok utorok streda|stredu štvrtok piatok sobota|sobotu nedeľa|nedeľu",
        short_days="po ut st št pi so ne pon uto str štv pia sob ned",
        today="dnes",
        yesterday="včera",
        now="práve teraz|teraz|pred chvíľou",
        units="sekundou|sekundami|sekúnd minútou|minútami|minút|min hodinou|hodinami|hodín dňom|dňami|dní "
        "týždňom|týždňami mesiacom|mesiacmi rokom|rokmi",
        ago="pred",
        fill="o v vo dňa hod",
    ),
    "hu": DateWords(
        months="január|jan február|feb|febr március|márc|már április|ápr május|máj június|jún július|júl augusztus|aug "
        "szeptember|szept|szep október|okt november|nov december|dec",
        weekdays="hétfő|hétfőn kedd|kedden szerda|szerdán csütörtök|csütörtökön péntek|pénteken szombat|szombaton vasárnap",
        short_days="h k sze cs p szo v hét ked csü pén szom vas",
        today="ma",
        yesterday="tegnap",
        now="most|éppen most|az imént|egy pillanattal ezelőtt",
        units="másodperce|másodperccel perce|perccel|perc órája|órával|óra napja|nappal|nap hete|héttel hónapja|hónappal "
        "éve|évvel",
        ago="ezelőtt|perce|órája|napja|hete|hónapja|éve|másodperce",
        one="egy",
        fill="kor a az",
    ),
    "tr": DateWords(
        months="ocak|oca şubat|şub mart|mar nisan|nis mayıs|may haziran|haz temmuz|tem ağustos|ağu eylül|eyl ekim|eki "
        "kasım|kas aralık|ara",
        weekdays="pazartesi salı çarşamba perşembe cuma cumartesi pazar",
        short_days="pzt pts sal çar çrş per prş cum cmt cts paz",
        today="bugün",
        yesterday="dün",
        now="şimdi|az önce|biraz önce|şu an",
        units="saniye dakika|dk saat gün hafta ay yıl|sene",
        ago="önce",
        one="bir",
        fill="saat de da te ta günü tarihinde",
    ),
    "ro": DateWords(
        months="ianuarie|ian februarie|feb martie|mar aprilie|apr mai iunie|iun iulie|iul august|aug septembrie|sep|sept "
        "octombrie|oct noiembrie|noi|nov decembrie|dec",
        weekdays="luni marți miercuri joi vineri sâmbătă duminică",
        short_days="lun mar mie joi vin sâm dum",
        today="azi|astăzi",
        yesterday="ieri",
        now="acum|chiar acum|acum câteva momente",
        units="secundă|secunde minut|minute|min oră|ore zi|zile săptămână|săptămâni lună|luni an|ani",
        ago="acum|în urmă",
        one="o|un",
        fill="la ora de pe",
    ),
    "bg": DateWords(
        months="януари|яну|ян февруари|фев март|мар април|апр май юни юли август|авг септември|сеп|септ октомври|окт "
        "ноември|ное|ноем декември|дек",
        weekdays="понеделник вторник сряда четвъртък петък събота неделя",
        short_days="пон вто сря чет пет съб нед пн вт ср чт пт сб нд",
        today="днес",
        yesterday="вчера",
        now="току-що|сега",
        units="секунда|секунди минута|минути час|часа ден|дни|дена седмица|седмици месец|месеца година|години",
        ago="преди",
        one="един|една|едно",
        fill="в във г ч",
    ),
    "ca": DateWords(
        months="gener|gen febrer|feb|febr març abril|abr maig|mai juny|jun juliol|jul agost|ago setembre|set "
        "octubre|oct novembre|nov desembre|des",
        weekdays="dilluns dimarts dimecres dijous divendres dissabte diumenge",
        short_days="dl dt dc dj dv ds dg",
        today="avui",
        yesterday="ahir",
        fill="a les la el de del d",
    ),
    "hr": DateWords(
        months="siječnja|siječanj|sij veljače|veljača|velj ožujka|ožujak|ožu travnja|travanj|tra svibnja|svibanj|svi "
        "lipnja|lipanj srpnja|srpanj kolovoza|kolovoz|kol rujna|rujan|ruj listopada|listopad studenoga|studenog|studeni|stu "
        "prosinca|prosinac",
        weekdays="ponedjeljak utorak srijeda|srijedu četvrtak petak subota|subotu nedjelja|nedjelju",
        short_days="pon uto sri čet pet sub ned",
        today="danas",
        yesterday="jučer",
        units="sekundu|sekunde|sekundi minutu|minute|minuta sat|sata|sati dan|dana tjedan|tjedna mjesec|mjeseca|mjeseci "
        "godinu|godine|godina",
        ago="prije",
        fill="u",
    ),
}
"""By BCP 47 primary tag."""

NORTH_EAST_ASIA = {
    "now": "たった今 今 刚刚 剛剛 方才 방금",
    "today": "今日 本日 今天 오늘",
    "yesterday": "昨日 昨天 어제",
    "am": "午前 上午 凌晨 早上 오전",
    "pm": "午後 下午 晚上 오후",
    "ago": "前 전",
    "units": "秒|秒钟|秒鐘|초 分|分钟|分鐘|분 時間|小时|小時|시간 日|天|일 週間|周|週|星期|주 "
    "ヶ月|か月|カ月|个月|個月|개월|달 年|년",
}
"""Written without spaces between the words: read by patterns of their own."""

DAY_FIRST = frozenset({*"de fr es it pt nl pl ru uk el sv da nb nn no fi cs sk tr ro bg ca hr sr sl et lv he ar id vi".split()})
"""Languages that write the day before the month in figures. English does either, so it is not here: "en" and even "en-GB" are
what software ships with, and say nothing of the habits of a site."""

ZONES = {
    "utc": 0,
    "gmt": 0,
    "z": 0,
    "wet": 0,
    "west": 1,
    "cet": 1,
    "cest": 2,
    "mez": 1,
    "mesz": 2,
    "eet": 2,
    "eest": 3,
    "msk": 3,
    "jst": 9,
    "kst": 9,
    "est": -5,
    "edt": -4,
    "cst": -6,
    "cdt": -5,
    "mst": -7,
    "mdt": -6,
    "pst": -8,
    "pdt": -7,
}
"""Hours east of UTC; the American ones as RFC 5322 section 4.3 fixes them."""
