//! German.

use super::{EMPTY, Table};

pub(super) const TABLE: Table = Table {
    from: "von absender",
    sent: "gesendet gesendet_am datum am zeit",
    to: "an empfanger",
    copy: "kopie kopie_an in_kopie kopie_(cc) blindkopie",
    subject: "betreff betr.",
    other_fields: "antwort_an wichtigkeit prioritat anlagen anhange organisation vertraulichkeit anlage anhang kategorien",
    forward_prefixes: "wg wtrlt weitergeleitet",
    openers: "am",
    wrote: "schrieb schreibt geschrieben",
    tells: "ich wir mir uns ihnen euch dir",
    particles: "von zu",
    original: "originalnachricht original-nachricht ursprungliche_nachricht ursprungliche_mail urspr._nachricht ursprungliche_e-mail \
        urspruengliche_nachricht originalmail vorherige_nachricht",
    forwarded: "weitergeleitete_nachricht weitergeleiteten_nachricht weitergeleitete_mail weitergeleitete_e-mail weitergeleitet \
        weitergeleitete_email weitergeleiteter_nachricht",
    begins: "anfang weitergeleitet",
    ends: "ende_der ende_weitergeleitet",
    strong: "es_grusst es_grussen alles_liebe mit_freundlichen_grussen mit_freundlichem_gruss mit_besten_grussen mit_bestem_gruss \
        mit_herzlichen_grussen mit_herzlichem_gruss mit_vielen_grussen mit_lieben_grussen mit_kollegialen_grussen freundliche_grusse \
        freundlichen_gruss freundlicher_gruss viele_grusse vielen_grussen beste_grusse besten_gruss schone_grusse schonen_gruss \
        herzliche_grusse herzlichen_gruss liebe_grusse lieben_gruss sonnige_grusse grusse gruss hochachtungsvoll danke_und_viele_grusse \
        danke_und_gruss vielen_dank_und_viele_grusse vielen_dank_und_beste_grusse dank_und_gruss gruss_und_dank mit_gruss \
        mit_besten_empfehlungen mit_freundlicher_empfehlung mit_vorzuglicher_hochachtung herzliche_gruesse freundlich_grusst \
        beste_wunsche bestens_grusst",
    weak: "danke danke_dir danke_ihnen vielen_dank besten_dank herzlichen_dank danke_im_voraus vielen_dank_im_voraus bis_dann bis_bald \
        bis_morgen herzlichst herzlich alles_gute schonen_tag schones_wochenende schonen_abend schonen_feierabend schonen_urlaub \
        schone_woche schone_pfingsten schone_feiertage frohe_weihnachten frohe_ostern guten_rutsch bleiben_sie_gesund bleib_gesund \
        servus tschuss tschau ade baba pfiati bis_spater bis_denn bis_nachste_woche bis_kommende_woche bis_montag bis_dienstag \
        bis_mittwoch bis_donnerstag bis_freitag bis_demnachst danke_schon dankeschon danke_vielmals dank_im_voraus besten_dank_im_voraus \
        herzlichen_dank_im_voraus tausend_dank mit_dank vielen_dank_vorab danke_vorab merci schones_rest-we schonen_abend_noch \
        schonen_tag_noch einen_schonen_tag einen_schonen_abend ein_schones_wochenende schonen_sonntag alles_liebe alles_beste ihr ihre \
        gluck_auf horrido wir_horen_uns wir_sprechen_uns auf_bald auf_wiedersehen gute_zeit gutes_gelingen frohes_schaffen \
        ihnen_einen_schonen_tag ich_wunsche_ihnen_einen_schonen_tag schonen_tag_ihnen",
    until: "bis",
    short: "mfg lg vg bg hg glg vlg gruss grusse gruesse lgs hgr bgr",
    nouns: "grusse grussen gruss gruesse gruessen gruesschen grusschen empfehlungen",
    places: "aus von nach an vom und ihr ihre euer eure dein deine der die auch",
    yours: "ihr ihre euer dein",
    titles: "ing mag dipl herr frau von",
    houses: "gmbh mbh e.k e.u e.v ohg kgaa",
    phone: "telefon",
    personal: "ich wir mir mich uns sie ihnen ihr ihre ihren du dir dich bitte unser unsere unseren",
    hours: "burozeiten sprechzeiten arbeitszeiten arbeitstage besuchen_sie_uns folgen_sie_uns telefonisch_erreichbar termin_buchen \
        termin_vereinbaren",
    weekdays: "mo di mi do fr sa so montag dienstag mittwoch donnerstag freitag samstag sonntag montags dienstags mittwochs donnerstags \
        freitags",
    postscripts: "pps",
    message: "diese_e-mail dieser_e-mail diese_mail dieser_mail diese_nachricht dieser_nachricht der_inhalt_dieser diese_email dieser_email \
        die_in_dieser diese_e-mail-nachricht inhalt_dieser dieses_mail",
    recipient: "richtige_adressat adressat beabsichtigte_empfanger vorgesehene_empfanger bestimmte_empfanger empfanger ausschliesslich_fur \
        allein_fur_den bestimmungsgemasse_empfanger fur_den_adressaten genannten_empfanger adressaten",
    confidential: "vertraulich rechtlich_geschutzt betriebsgeheim berufsgeheim",
    forbids: "untersagt nicht_gestattet unbefugt unerlaubt irrtumlich versehentlich vernichten loschen haftung weitergabe weiterleitung \
        informieren_sie_bitte_sofort_den_absender benachrichtigen_sie_den_absender absender_informieren den_absender_zu_benachrichtigen \
        loschen_sie",
    notice: "hinweis anhange inhalt informationen",
    legal: "wenn_sie_nicht_der_richtige_adressat sollten_sie_nicht_der_richtige_adressat sollten_sie_nicht_der_adressat \
        sollten_sie_nicht_der_beabsichtigte_empfanger sollten_sie_nicht_der_vorgesehene_empfanger sollten_sie_nicht_der_empfanger \
        wenn_sie_diese_e-mail_irrtumlich wenn_sie_diese_nachricht_irrtumlich sollten_sie_diese_e-mail_irrtumlich \
        sollten_sie_diese_nachricht_irrtumlich haben_sie_diese_e-mail_irrtumlich haben_sie_diese_nachricht_irrtumlich \
        e-mail_versehentlich_erhalten e-mail_irrtumlich_erhalten nachricht_irrtumlich_erhalten das_unerlaubte_kopieren_sowie \
        unbefugte_weitergabe_dieser",
    myself: "ich_ mir_ mich_ mein_ meine_ meinen_ meinem_ meiner_",
    ourselves: "wir uns unser unsere unseren unserem unserer",
    registry: "registergericht amtsgericht handelsregister hrb_ ust-id ust.-id geschaftsfuhr vorstand: aufsichtsrat sitz_der_gesellschaft \
        geschaftsfuhrer registernummer inh. umsatzsteuer hra_ kommanditgesellschaft haftende_gesellschafter steuernummer",
    privacy: "datenschutz dsgvo personenbezogen haftungsausschluss impressum",
    sent_from: "gesendet versendet holen_sie_sich_outlook outlook_fur verschickt outlook_herunterladen laden_sie_outlook",
    devices: "handy mobiltelefon telefon unterwegs mobilen_geraet mobilgerat tablet android-",
    from_my: "von_meinem von_meiner von_mein von_unterwegs von_outlook von_yahoo von_gmx von_web.de von_samsung aus_der mit_meinem mit_der",
    with: "aus uber per meinem mit von via",
    outside: "ausserhalb externe_e-mail externe_mail externer_absender externen_absender",
    beyond: "ausserhalb extern",
    origin: "stammt_von stammt_aus kommt_von wurde_von_einem wurde_von_ausserhalb von_einem_externen gesendet_von",
    cautions: "achtung vorsicht extern externe_e-mail externe_mail warnung hinweis sicherheitshinweis externer_absender",
    warns: "vorsicht achtung anhang anhange",
    seldom: "sie_erhalten_nicht_haufig_e-mails_von sie_erhalten_nicht_oft_e-mail sie_erhalten_nicht_oft_e-mails \
        sie_erhalten_selten_e-mails_von",
    virus: "viren schadsoftware",
    scanned: "gepruft virenfrei gescannt uberpruft",
    print: "ausdruck drucken ausgedruckt",
    environment: "umwelt papier_sparen baume",
    before_printing: "denken_sie_nach,_bevor_sie bevor_sie_diese_e-mail bevor_sie_diese_mail vor_dem_ausdrucken vor_dem_drucken",
    think: "denken denk bedenken prufen_sie sparen uberlegen",
    unsubscribe: "abmelden abbestellen abbestellung austragen",
    offers: "klicken hier",
    no_longer: "keine_weiteren nicht_mehr_erhalten keine_e-mails_mehr keine_mails_mehr nicht_mehr_wunschen",
    received: "sie_erhalten_diese_e-mail sie_erhalten_diese_nachricht sie_erhalten_diese_mail sie_erhalten_diesen_newsletter \
        sie_haben_diese_nachricht_erhalten,_weil sie_haben_diese_e-mail_erhalten,_weil diese_e-mail_wurde_an du_erhaltst_diese_e-mail \
        du_erhaltst_diese_nachricht",
    browser: "browser webversion online-version online_ansehen",
    absent_subjects: "automatische_antwort autoantwort auto-antwort abwesenheit abwesenheitsnotiz abwesenheitsmeldung abwesenheitsnachricht \
        abwesenheitsassistent abwesend nicht_im_buro",
    failed_subjects: "unzustellbar nicht_zugestellt nicht_zustellbar fehler_bei_der_zustellung zustellung_fehlgeschlagen",
    says_automatic: "automatische_antwort automatisch_erstellt automatisch_generiert automatische_abwesenheit automatisch_versendet \
        automatische_nachricht automatisch_gesendet automatische_e-mail",
    thanks_for_mail: "danke_fur_ihre danke_fur_deine vielen_dank_fur_ihre vielen_dank_fur_deine vielen_dank_fur_ihr danke_fur_ihr besten_dank_fur_ihre \
        herzlichen_dank_fur_ihre ich_bedanke_mich_fur_ihre",
    away: "nicht_im_haus nicht_im_buro nicht_erreichbar ausser_haus im_urlaub abwesend in_elternzeit im_mutterschutz auf_dienstreise \
        betriebsferien nicht_am_platz nicht_im_dienst wieder_im_buro wieder_erreichbar keinen_zugriff",
    instead: "dringend in_dringenden wenden_sie_sich ruckkehr meine_vertretung vertritt_mich meiner_abwesenheit ist_vertretung nach_meiner \
        wahrend_meiner meine_kollegin mein_kollege meinen_kollegen ihre_e-mail_wird_nicht_weitergeleitet nicht_weitergeleitet",
    reply: "antwort schreiben",
    above_this_line: "uber_dieser_zeile oberhalb_dieser oberhalb_dieser_linie uber_diese_zeile uber_dieser_linie oberhalb_dieser_zeile",
    no_reply: "bitte_antworten_sie_nicht_auf_diese diese_e-mail_wurde_automatisch diese_nachricht_wurde_automatisch dies_ist_eine_automatisch \
        bitte_nicht_auf_diese automatisch_erzeugte_nachricht automatisch_generierte_nachricht automatisch_generierte_e-mail \
        antworten_sie_bitte_nicht_auf_diese auf_diese_e-mail_kann_nicht",
    your_request: "ihre_anfrage_(# ihr_ticket_(#",
    requests: "anfrage vorgang ticket",
    services: "dienst system support service",
    meeting: "besprechung beitreten videokonferenz meeting teilnehmen",
    invites: "ladt_sie hat_sie_zu ladt_dich",
    joining: "besprechungs-id besprechungsoptionen kenncode kennung telefonkonferenz-id hier_klicken,_um_an_der_besprechung \
        an_der_besprechung_teilnehmen nehmen_sie_auf_dem_computer oder_rufen_sie weitere_informationen an_besprechung_teilnehmen \
        jetzt_an_der_besprechung per_telefon_einwahlen einwahl lokale_nummer fur_organisatoren benotigen_sie_hilfe systemreferenz \
        telefonkonferenz dem_meeting_beitreten der_besprechung_beitreten pin_zurucksetzen passcode",
    when: "wann zeit",
    place: "wo ort",
    ..EMPTY
};
