//! Dutch.

use super::Table;
use crate::Language;

pub(super) const TABLE: Table = Table {
    language: Language::Dutch,
    small: "aan al als bij dan dat de deze die dit dus door een en er geen had heb hebben heeft het hij hoe hun ik in is ja je jullie kan \
        kunnen maar me meer met mijn moet naar niet nog nu of om omdat ons onze ook op over te toch toen tot u uit uw van veel voor waar \
        want waren was wat we wel werd wie wij wil worden wordt ze zich zij zijn zo zou",
    questions: "wat wanneer waar welke welk wie waarom hoe hoeveel is zijn heeft hebben kan kunnen moet moeten wordt",
    now: "nu huidig huidige momenteel laatste recent recente vandaag nog inmiddels",
    joints: "ings heids teits",
    links: "s en e",
    parts: "aanbod aanvraag administratie afdeling afspraak analyse bedrijf begin beheer beleid beslissing besluit bestelling betaling \
        bijeenkomst budget contract dag dienst directeur document einde factuur fout functie gebruiker gegevens geld gesprek groep \
        inkoop jaar kantoor klant korting kosten kwaliteit kwartaal lening levering leverancier licentie lijst maand markt medewerker \
        nummer omzet onderhoud onderneming opdracht overeenkomst partner plan prijs product project punt rapport recht rekening risico \
        software systeem tarief team termijn tijd toegang verkoop verzekering voorstel voorwaarde week werk zaak",
};
