//! The words generated portals are made of.

pub(crate) const DEAL_STAGES: [(&str, &str, f64); 5] = [
    ("appointmentscheduled", "Discovery", 0.2),
    ("presentationscheduled", "Evaluation", 0.5),
    ("contractsent", "Contract sent", 0.9),
    ("closedwon", "Closed won", 1.0),
    ("closedlost", "Closed lost", 0.0),
];
pub(crate) const TICKET_STAGES: [(&str, &str, f64); 4] =
    [("1", "New", 0.0), ("2", "Waiting on contact", 0.0), ("3", "Waiting on us", 0.0), ("4", "Closed", 0.0)];
pub(crate) const COMPANY_FIRST: [&str; 16] = [
    "Alder", "Beacon", "Cobalt", "Delta", "Ember", "Falcon", "Granite", "Harbor", "Indigo", "Juniper", "Kestrel",
    "Linden", "Marlow", "Nimbus", "Orchard", "Pinnacle",
];
pub(crate) const COMPANY_LAST: [&str; 12] = [
    "Logistics",
    "Foods",
    "Systems",
    "Partners",
    "Textiles",
    "Energy",
    "Health",
    "Printing",
    "Robotics",
    "Studios",
    "Tools",
    "Media",
];
pub(crate) const CITIES: [&str; 10] =
    ["Berlin", "Rotterdam", "Lyon", "Porto", "Leeds", "Graz", "Malmö", "Gdańsk", "Turin", "Ghent"];
pub(crate) const INDUSTRIES: [&str; 6] = [
    "COMPUTER_SOFTWARE",
    "LOGISTICS_AND_SUPPLY_CHAIN",
    "FOOD_PRODUCTION",
    "HOSPITAL_HEALTH_CARE",
    "MACHINERY",
    "RETAIL",
];
pub(crate) const FIRST_NAMES: [&str; 20] = [
    "Ada", "Ben", "Chiara", "David", "Elif", "Felix", "Grace", "Hugo", "Ida", "Jan", "Karin", "Luis", "Mina", "Noah",
    "Olga", "Paul", "Rosa", "Sami", "Tess", "Viktor",
];
pub(crate) const LAST_NAMES: [&str; 20] = [
    "Albrecht", "Bianchi", "Costa", "Dubois", "Eriksen", "Fischer", "Garcia", "Hansen", "Ivanova", "Janssen", "Keller",
    "Laurent", "Moreau", "Novak", "Olsen", "Petrov", "Richter", "Santos", "Taylor", "Weber",
];
pub(crate) const JOB_TITLES: [&str; 8] = [
    "Head of Purchasing",
    "Operations Manager",
    "Chief Financial Officer",
    "IT Lead",
    "Plant Manager",
    "Head of Sales",
    "Managing Director",
    "Office Manager",
];
pub(crate) const PRODUCTS: [&str; 6] =
    ["Platform licence", "Renewal", "Pilot", "Service contract", "Expansion", "Training package"];
pub(crate) const TICKET_SUBJECTS: [&str; 6] = [
    "Login fails after update",
    "Export is incomplete",
    "Invoice shows the wrong address",
    "Slow reports",
    "Question on permissions",
    "Import stops halfway",
];
pub(crate) const TOPICS: [&str; 24] = [
    "the rollout plan",
    "the security questionnaire",
    "data residency",
    "the renewal price",
    "single sign-on",
    "the pilot results",
    "the migration window",
    "user training",
    "the service level",
    "reporting",
    "the integration with their ERP",
    "payment terms",
    "the legal review",
    "the steering meeting",
    "support hours",
    "the audit log",
    "mobile access",
    "the price list",
    "warehouse processes",
    "the second site",
    "contract length",
    "the reference visit",
    "access rights",
    "the archive",
];
pub(crate) const SUBJECTS: [&str; 12] = [
    "Their IT",
    "The buyer",
    "Our engineer",
    "The finance team",
    "The works council",
    "Procurement",
    "The new director",
    "The project lead",
    "Legal",
    "The warehouse team",
    "The board",
    "Our partner",
];
pub(crate) const PREDICATES: [&str; 14] = [
    "asked about",
    "is worried about",
    "was pleased with",
    "wants to postpone",
    "needs a written answer on",
    "compared us with others on",
    "will decide on",
    "signed off",
    "raised a concern over",
    "wants a second quote for",
    "confirmed",
    "could not find",
    "expects progress on",
    "praised",
];
pub(crate) const ENDINGS: [&str; 14] = [
    "before the end of the quarter",
    "after the holidays",
    "in the next steering meeting",
    "and sends a list",
    "as agreed on the phone",
    "because the budget is tight",
    "once the audit is done",
    "without giving a reason",
    "and copied the board",
    "this week",
    "by Friday",
    "if we can show a reference",
    "for both sites",
    "which surprised us",
];
