//! Polish.

use super::{EMPTY, Table};

pub(super) const TABLE: Table = Table {
    from: "od nadawca nadawca_wiadomosci",
    sent: "wyslano data_wysylki wyslane data_wyslania wyslano_dnia",
    to: "do adresat odbiorca odbiorcy",
    copy: "dw udw do_wiadomosci kopia do_wiad",
    subject: "temat",
    other_fields: "odpowiedz_do zalaczniki waznosc zalacznik priorytet",
    forward_prefixes: "pd prz fwd",
    openers: "dnia w we",
    wrote: "napisal napisala napisali pisze napisana napisano napisaly",
    tells: "ja nam mnie",
    original: "oryginalna_wiadomosc wiadomosc_oryginalna pierwotna_wiadomosc oryginalny_mail wiadomosc_pierwotna oryginalna_tresc",
    forwarded: "przekazana_wiadomosc przekazanej_wiadomosci przekazywanej_wiadomosci wiadomosc_przekazana przekazywana_wiadomosc przekazany_list \
        przekazane_dalej przeslana_wiadomosc przesylana_wiadomosc wiadomosc_przeslana_dalej",
    begins: "poczatek przekazana przekazywana",
    ends: "koniec_",
    strong: "z_pozdrowieniami z_wyrazami_szacunku z_powazaniem pozdrawiam serdecznie_pozdrawiam z_szacunkiem z_pelnym_szacunkiem \
        z_wyrazami_uznania z_najlepszymi_pozdrowieniami z_serdecznymi_pozdrowieniami z_uszanowaniem lacze_wyrazy_szacunku lacze_wyrazy \
        lacze_uklony moc_pozdrowien serdeczne_pozdrowienia pozdrawiam_serdecznie pozdrawiamy pozdrowienia dziekuje_i_pozdrawiam uklony \
        klaniam_sie usciski z_kolezenskim_pozdrowieniem",
    weak: "dzieki dziekuje milego_dnia z_gory_dziekuje serdecznosci dziekuje_bardzo bardzo_dziekuje dziekuje_z_gory z_gory_dzieki \
        wielkie_dzieki dzieki_wielkie dziekuje_i_pozdrawiam milego_weekendu udanego_weekendu dobrego_weekendu dobrego_dnia \
        spokojnego_dnia milego_popoludnia milego_wieczoru milego_tygodnia udanego_dnia udanego_tygodnia do_zobaczenia do_uslyszenia \
        do_jutra do_poniedzialku do_wtorku do_srody do_czwartku do_piatku na_razie trzymaj_sie usciski wesolych_swiat spokojnych_swiat \
        buziaki dziekujemy dziekujac wszystkiego_dobrego powodzenia z_podziekowaniem zycze_milego_dnia zycze_udanego_weekendu",
    until: "do do_zobaczenia_w",
    short: "pozdr pozdro pzdr pzdrw poz pozdrawiam",
    nouns: "pozdrowienia pozdrowieniami powazaniem szacunku pozdrawiam uklony szacunkiem uszanowaniem pozdrowien pozdrawiamy pozdrowieniem",
    formulae: "lacze_pozdrowienia lacze_wyrazy_szacunku prosze_przyjac_wyrazy",
    places: "z ze do dla i od",
    yours: "twoj panstwa",
    houses: "sp._z_o.o sp._j spolka",
    personal: "nam nas mnie panstwa panstwo pani pan mamy prosze",
    hours: "godziny_pracy godziny_otwarcia godz._pracy umow_spotkanie",
    weekdays: "pon wt sr czw pt sob nd poniedzialek wtorek sroda czwartek piatek sobota niedziela",
    message: "ta_wiadomosc niniejsza_wiadomosc tej_wiadomosci niniejszy_e-mail niniejszej_wiadomosci wiadomosc_ta ten_e-mail tego_e-maila \
        ta_korespondencja niniejsza_korespondencja tresc_tej_wiadomosci tresc_niniejszej informacje_zawarte_w_tej \
        informacje_zawarte_w_niniejszej ta_wiadomosc_e-mail",
    recipient: "adresat odbiorc przeznaczona wylacznie_dla przeznaczony przeznaczone",
    confidential: "poufn tajemnic niejawn",
    forbids: "zabronion omylkowo przez_pomylke blednie usun zniszcz rozpowszechn ujawni odpowiedzialnosc nadawce powiadomienie_nadawcy \
        poinformowanie_nadawcy",
    notice: "informacje tresc",
    legal: "jezeli_nie_sa_panstwo_adresatem jesli_nie_sa_panstwo_adresatem jesli_nie_jestes_adresatem jezeli_nie_jestes_adresatem \
        jezeli_otrzymali_panstwo_te_wiadomosc jesli_otrzymali_panstwo_te_wiadomosc otrzymal_te_wiadomosc_omylkowo \
        otrzymales_te_wiadomosc_przez_pomylke nie_sa_panstwo_zamierzonym",
    myself: "mnie_ mi_ moj_ moja_ prosilbym_ chcialbym_ chcialabym_",
    ourselves: "nam nas nasz nasza nasze naszej mamy",
    registry: "krs nip_ regon kapital_zakladowy sad_rejonowy",
    privacy: "danych_osobowych dane_osobowe rodo polityka_prywatnosci ochrona_danych",
    sent_from: "wyslano wyslane pobierz_aplikacje_outlook pobierz_outlook uzyskaj_outlook uzyskaj_aplikacje wyslana wyslany \
        pobierz_program_outlook pobierz_outlooka uzyskaj_program_outlook uzyskaj_aplikacje_outlook",
    devices: "telefonu komorki smartfona tabletu telefon",
    with: "ze za z przez",
    outside: "wiadomosc_zewnetrzna wiadomosc_z_zewnatrz spoza_organi",
    beyond: "zewnetrz zewnatrz spoza",
    origin: "pochodzi zostala_wyslana nadeszla nadawc",
    cautions: "uwaga zewnetrzny zewnetrzna wiadomosc_zewnetrzna ostrzezenie mail_zewnetrzny",
    warns: "ostroznosc ostrozn uwaga zalacznik",
    seldom: "nie_otrzymujesz_czesto_wiadomosci nieczesto_otrzymujesz",
    virus: "wirus",
    scanned: "sprawdzon wolna_od przeskanowan skanowan",
    print: "drukowa wydruk drukuj",
    environment: "srodowisk drzewa drzew",
    before_printing: "zanim_wydrukujesz przed_wydrukowaniem przed_wydrukiem drukuj_tylko",
    think: "pomysl chron zastanow chronmy zanim_wydrukujesz",
    unsubscribe: "wypisz anuluj_subskrypcje zrezygnuj_z rezygnacja_z_subskrypcji wypisac_sie",
    offers: "kliknij",
    no_longer: "nie_chcesz_otrzymywac nie_chce_otrzymywac nie_zyczysz_sobie",
    received: "otrzymujesz_te_wiadomosc otrzymales_te_wiadomosc,_poniewaz otrzymal_pan_te_wiadomosc otrzymuja_panstwo_te_wiadomosc \
        ta_wiadomosc_zostala_wyslana_na",
    browser: "przegladar",
    absent_subjects: "automatyczna_odpowiedz odpowiedz_automatyczna autoodpowiedz poza_biurem nieobecnosc",
    failed_subjects: "niedostarczone",
    says_automatic: "automatyczna_odpowiedz wiadomosc_automatyczna odpowiedz_automatyczna wygenerowana_automatycznie autoresponder",
    thanks_for_mail: "dziekuje_za_wiadomosc dziekuje_za_kontakt dziekuje_za dziekujemy_za bardzo_dziekuje_za",
    away: "na_urlopie nieobecn poza_biurem urlop w_delegacji zwolnieni jestem_poza bede_poza bede_nieobecn do_biura_wracam wracam_do_pracy \
        niedostepn urlopie",
    instead: "pilnych pilne po_powrocie w_sprawach_pilnych w_pilnych prosze_o_kontakt_z zastepuje_mnie podczas_mojej_nieobecnosci \
        prosze_kontaktowac",
    reply: "odpowied",
    above_this_line: "powyzej_tej_linii powyzej_tego_wiersza nad_ta_linia powyzej_tej_kreski",
    no_reply: "wiadomosc_wygenerowana_automatycznie prosimy_nie_odpowiadac to_jest_wiadomosc_automatyczna wiadomosc_zostala_wygenerowana \
        prosze_nie_odpowiadac_na ta_wiadomosc_zostala_wyslana_automatycznie",
    your_request: "twoje_zgloszenie_(# panstwa_zgloszenie_(#",
    requests: "zgloszeni sprawa ticket",
    services: "system serwis obsluga wsparcie",
    meeting: "spotkani dolacz spotkanie",
    invites: "zaprasza_cie zaprasza_na zaprasza_pana zaprasza_pania",
    joining: "identyfikator_spotkania kliknij_tutaj,_aby_dolaczyc potrzebujesz_pomocy odwolanie_systemowe dla_organizatorow \
        dolacz_do_spotkania dolacz_teraz opcje_spotkania kod_dostepu znajdz_numer_lokalny dolacz: identyfikator_konferencji \
        dowiedz_sie_wiecej haslo:",
    when: "kiedy",
    place: "gdzie miejsce",
    ..EMPTY
};
