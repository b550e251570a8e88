//! Dutch.

use super::{EMPTY, Table};

pub(super) const TABLE: Table = Table {
    from: "van afzender",
    sent: "verzonden verzonden_op verstuurd op datum",
    to: "aan ontvanger",
    copy: "cc_(kopie) kopie_aan",
    subject: "onderwerp",
    other_fields: "antwoord_aan urgentie prioriteit bijlagen",
    forward_prefixes: "doorst wtr dgst",
    openers: "op",
    wrote: "schreef schrijft geschreven schreven",
    tells: "ik wij jij",
    particles: "van der den ter ten",
    original: "oorspronkelijk_bericht oorspronkelijke_bericht origineel_bericht original_bericht oorspronkelijke_e-mail oorspronkelijke_mail \
        oorspronkelijke_berichten",
    forwarded: "doorgestuurd_bericht doorgestuurde_bericht doorgezonden_bericht doorgestuurd doorgestuurde_mail doorgestuurde_e-mail \
        doorgezonden_mail",
    begins: "begin begin_van",
    ends: "einde_",
    strong: "hartelijks met_groet met_vriendelijke_groet met_vriendelijke_groeten vriendelijke_groet vriendelijke_groeten \
        met_hartelijke_groet hartelijke_groet hartelijke_groeten groet groeten hoogachtend vr._gr vr.gr m.vr.gr met_vr._gr \
        met_vriend._groet met_collegiale_groet met_warme_groet warme_groet met_beste_groet beste_groet lieve_groet liefs met_hoogachting \
        met_de_meeste_hoogachting met_sportieve_groet namens_het_team groetjes",
    weak: "dank_je bedankt dank_u_wel alvast_bedankt fijne_dag fijn_weekend prettige_dag prettig_weekend fijne_avond fijne_week \
        nog_een_fijne_dag nog_een_fijne_avond een_fijne_dag prettige_avond prettige_dag_verder prettige_feestdagen fijne_feestdagen \
        fijne_vakantie goed_weekend tot_dan tot_snel tot_gauw tot_morgen tot_straks tot_later tot_maandag tot_dinsdag tot_woensdag \
        tot_donderdag tot_vrijdag tot_volgende_week tot_ziens tot_horens bedankt_alvast alvast_dank alvast_hartelijk_dank \
        alvast_hartelijk_bedankt hartelijk_dank veel_dank heel_erg_bedankt dank_alvast met_dank met_hartelijke_dank bij_voorbaat_dank \
        bij_voorbaat_hartelijk_dank bij_voorbaat_bedankt dank_u doei houdoe dank_voor_de_moeite succes dank_je_wel dankjewel dank_u_zeer",
    until: "tot tot_op",
    short: "mvg gr grt groet groeten vrgr mvrgr grtjs grtz grtn",
    nouns: "groet groeten groetjes groetje",
    places: "uit van vanuit aan en namens",
    yours: "uw je het",
    titles: "van der den ir drs",
    personal: "ik wij we u uw ons onze jullie je",
    hours: "werkdagen werktijden volg_ons aanwezig openingstijden plan_een_afspraak",
    weekdays: "ma di wo do vr za zo maandag dinsdag woensdag donderdag vrijdag zaterdag zondag",
    postscripts: "naschrift",
    message: "dit_bericht deze_e-mail deze_email deze_mail dit_e-mailbericht dit_mailbericht dit_emailbericht de_informatie_in_dit \
        de_informatie_in_deze de_inhoud_van_dit de_inhoud_van_deze deze_boodschap deze_communicatie",
    recipient: "geadresseerde beoogde_ontvanger ontvanger uitsluitend_bestemd bestemd_voor alleen_bestemd enkel_bestemd bedoeld_voor_de",
    confidential: "vertrouwelijk geheim confidenti",
    forbids: "verboden niet_toegestaan abusievelijk per_vergissing ten_onrechte verwijder vernietig openbaarmaking verspreiding aansprakelijk \
        de_afzender_te afzender_op_de_hoogte te_vernietigen te_verwijderen",
    notice: "de_informatie inhoud",
    legal: "aan_dit_bericht_kunnen_geen_rechten_worden_ontleend indien_u_niet_de_geadresseerde indien_u_niet_de_beoogde \
        als_u_niet_de_geadresseerde als_u_niet_de_beoogde indien_dit_bericht_niet_voor_u als_dit_bericht_niet_voor_u_bestemd \
        indien_u_dit_bericht_ten_onrechte heeft_u_dit_bericht_per_vergissing sluit_iedere_aansprakelijkheid_uit \
        is_uitsluitend_bestemd_voor_de_geadresseerde",
    myself: "ik_ mij_ mijn_ me_",
    ourselves: "wij we ons onze",
    registry: "kvk btw_nl btw_be btw-nr btw-nummer btw_nr btw-id rsin anbi",
    privacy: "persoonsgegevens privacyverklaring privacybeleid privacy disclaimer",
    sent_from: "verzonden verstuurd verstuur outlook_voor download_outlook outlook_downloaden haal_outlook ontvang_outlook outlook_ophalen \
        gestuurd",
    devices: "mobiel telefoon mobieltje tablet gsm",
    from_my: "vanaf van_mijn vanuit met",
    with: "via uit door met vanaf vanuit",
    outside: "externe_e-mail extern_bericht buiten_de_organi buiten_uw_organi buiten_onze_organi externe_afzender",
    beyond: "extern externe buiten",
    origin: "afkomstig komt_van is_verzonden werd_verzonden afzender",
    cautions: "let_op extern externe_e-mail externe_mail waarschuwing externe_afzender",
    warns: "voorzichtig let_op bijlage",
    seldom: "u_ontvangt_niet_vaak_e-mail u_ontvangt_niet_vaak_mail je_ontvangt_niet_vaak_e-mail",
    scanned: "gecontroleerd virusvrij gescand vrij_van",
    print: "afdruk printen",
    environment: "milieu bomen",
    before_printing: "voor_u_print voordat_u_print voor_u_dit_print voor_u_deze voordat_je_print print_deze_mail_alleen print_dit_bericht_alleen \
        print_dit_mailtje",
    think: "denk spaar print_dit bedenk moet_u_dit",
    unsubscribe: "uitschrijven afmelden schrijf_je_hier_uit schrijf_je_uit uit_te_schrijven afmeld",
    offers: "klik",
    no_longer: "geen_e-mails_meer geen_mail_meer liever_geen niet_meer_ontvangen geen_berichten_meer",
    received: "u_ontvangt_dit_bericht u_ontvangt_deze_e-mail u_ontvangt_deze_mail je_ontvangt_dit_bericht je_ontvangt_deze_e-mail \
        je_ontvangt_deze_mail u_ontvangt_deze_nieuwsbrief je_hebt_dit_bericht_ontvangen u_hebt_dit_bericht_ontvangen \
        u_heeft_dit_bericht_ontvangen_omdat",
    browser: "browser webversie online_versie",
    absent_subjects: "automatische_antwoord automatisch_antwoord automatisch_bericht afwezigheidsbericht afwezigheid afwezig niet_op_kantoor",
    failed_subjects: "onbestelbaar",
    says_automatic: "automatisch_antwoord automatisch_bericht automatisch_gegenereerd automatische_reactie automatische_mail automatisch_verzonden",
    thanks_for_mail: "dank_voor_uw bedankt_voor_uw bedankt_voor_je dank_u_voor_uw hartelijk_dank_voor_uw hartelijk_dank_voor_je bedankt_voor_het \
        dank_je_voor_je dank_je_wel_voor_je dank_voor_je",
    away: "afwezig met_vakantie op_vakantie niet_op_kantoor met_verlof ben_ik_er_niet niet_aanwezig niet_bereikbaar niet_werkzaam \
        zwangerschapsverlof ouderschapsverlof op_reis ben_ik_weer afwezig_van vakantie_tot",
    instead: "spoed dringende mijn_terugkomst in_dringende neem_dan_contact tijdens_mijn_afwezigheid bij_mijn_terugkeer na_mijn_vakantie \
        kunt_u_contact kun_je_contact mijn_collega",
    reply: "antwoord typ",
    above_this_line: "boven_deze_regel boven_deze_lijn hierboven_uw_antwoord",
    no_reply: "niet_op_dit_bericht_antwoorden dit_is_een_automatisch niet_reageren_op_dit u_kunt_niet_reageren_op gelieve_niet_te_antwoorden \
        beantwoord_dit_bericht_niet",
    your_request: "uw_verzoek_(# je_verzoek_(#",
    requests: "aanvraag verzoek melding ticket",
    services: "systeem meldingensysteem dienst ondersteuning servicedesk",
    meeting: "vergadering deelnemen neem_deel",
    invites: "nodigt_u_uit nodigt_je_uit u_uitgenodigd",
    joining: "vergadering-id wachtwoordcode deelnemen_op klik_hier_om_deel_te_nemen meer_informatie hulp_nodig systeemreferentie \
        voor_organisatoren deelnemen_aan nu_deelnemen inbellen lokaal_nummer opties_voor_vergadering vergaderopties toegangscode \
        deelnemen: telefonische_vergadering",
    when: "wanneer",
    place: "waar locatie",
    ..EMPTY
};
