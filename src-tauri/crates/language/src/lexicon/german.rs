//! German.

use super::Table;
use crate::Language;

pub(super) const TABLE: Table = Table {
    language: Language::German,
    small: "aber als am an auch auf aus bei bis da das dass dem den der des die doch durch ein eine einem einen einer eines er es für \
        gegen habe haben hat hatte ich ihm ihn ihr ihre ihrem ihren ihrer im in ist kann kein keine können man mein mich mir mit müssen \
        nach nicht noch nur ob oder schon sein seine sich sie sind so über um und uns unser unsere vom von vor wann war waren was weil \
        wenn wer werden wie wir wird wo wurde würde zu zum zur",
    questions: "was wann wo wohin woher welche welcher welches welchen wer wem wen wessen warum wieso weshalb wie wieviel ist sind hat \
        haben kann können wird werden gibt gab",
    now: "jetzt aktuell aktuelle aktueller aktuellen derzeit zuletzt heute neueste neuesten inzwischen momentan gerade",
    joints: "ungs heits keits schafts ions täts lings tums ments",
    links: "s es n en er e ens",
    parts: "abend abgabe abnahme abrechnung abschluss absicht abteilung adresse akte aktie amt analyse anbieter anfang anfrage angabe \
        angebot angriff anlage annahme ansatz anspruch anteil antrag antwort anwalt anwendung arbeit art artikel aufgabe auflage \
        auftrag aufwand ausbau ausfall ausgabe auskunft ausschluss ausschreibung auswahl ausweis auto bahn band bank bau baustelle bedarf \
        bedingung bedürfnis beginn beirat beitrag beleg bereich bericht beruf beschaffung bescheid bestand bestellung besuch betrag \
        betreuer betrieb beauftragter bewertung beweis bild bilanz bonus brief buch budget büro chef daten dauer dienst direktor \
        dokument druck durchschnitt einfluss einführung einheit einkauf einsatz empfang ende energie entgelt entscheider entscheidung \
        entwickler entwicklung entwurf ergebnis ersatz ertrag fach fahrt fahrzeug fall farbe fehler feld fenster fertigung filiale film \
        finanz firma fläche fluss folge form forschung frage frist führer führung funktion garantie gast gebäude gebiet gebühr gefahr \
        gehalt geld genehmigung gerät gericht gesamt geschäft gesellschaft gesetz gespräch gewinn grenze größe grund gruppe haft haftung \
        hafen halle halt hand handel haus haushalt heft heim hersteller hilfe hinweis hof höhe industrie information inhaber inhalt jahr \
        kalender karte kasse kauf kenntnis kennzahl kette klage klasse klausel klinik kosten konto kontrolle konzept konzern kraft \
        kredit kreis kunde kurs kultur küche lager land last laufzeit lauf leben leistung leiter leitung lehre lieferant lieferung \
        linie liste lizenz logistik lohn lösung lücke macht mail maschine maß material mehrwert mehr meister meldung menge messe miete \
        minute mitarbeiter mitte mittel modell monat montage muster nachfrage nachricht nachweis name netz note nummer nutzer nutzung \
        objekt ordnung ort paket partner pauschale personal pflege pflicht phase plan planung planer plattform platz politik post \
        position praxis preis presse prinzip problem produkt produktion profil programm projekt protokoll prozent prozess prüfer prüfung \
        punkt quartal quelle rabatt rahmen rat raum recht rechner rechnung rede regel region reihe reise rente rest risiko rolle runde \
        rücktritt sache satz schaden schein schicht schiff schluss schnitt schnittstelle schritt schule schulung schutz seite sektor \
        server service sicherheit sitz sitzung software sommer sorge sparte speicher spiel sprache stadt stand standard standort start \
        statistik steller stelle steuer stichtag stock stoff strafe strategie straße strom struktur stück studie stunde summe system \
        tabelle tag tarif tasche team technik technologie teil telefon termin test text thema tisch titel tochter transport träger \
        treffen tür übersicht umfang umfrage umsatz umstellung unterlage unternehmen unterschrift ursache urteil verband verbrauch \
        verbindung verein verfahren verhalten verhältnis verhandlung verkauf verkäufer verkehr verlag verlust versand versicherung \
        versorgung vertrag vertrieb verwalter verwaltung verzug vorgabe vorgang vorhaben vorlage vorschlag vorschrift vorstand vorteil \
        wagen wahl währung ware wartung wasser wechsel weg weise welt werbung werk wert wesen wettbewerb wettbewerber winter wirkung \
        wirtschaft woche wohnung wort wunsch zahl zahlung zeichen zeit zeitraum zentrum zeuge ziel zins zoll zone zufriedenheit zug \
        zugang zugriff zusage zustand zustimmung zweck",
};
