//! The object types the simulator knows, the names HubSpot accepts for them, and the association types between them.

/// One CRM object type. Order is the order in which tables and listings show them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum ObjectType {
    Contact,
    Company,
    Deal,
    Ticket,
    Note,
    Call,
    Email,
    Meeting,
    Task,
}

use ObjectType::{Call, Company, Contact, Deal, Email, Meeting, Note, Task, Ticket};

impl ObjectType {
    pub(crate) const ALL: [Self; 9] = [Contact, Company, Deal, Ticket, Note, Call, Email, Meeting, Task];

    /// Reads a name as it stands in a path: singular, plural or type id.
    pub(crate) fn parse(name: &str) -> Option<Self> {
        let name = name.to_ascii_lowercase();
        Self::ALL
            .into_iter()
            .find(|object| name == object.singular() || name == object.plural() || name == object.type_id())
    }

    pub(crate) fn singular(self) -> &'static str {
        match self {
            Contact => "contact",
            Company => "company",
            Deal => "deal",
            Ticket => "ticket",
            Note => "note",
            Call => "call",
            Email => "email",
            Meeting => "meeting",
            Task => "task",
        }
    }

    pub(crate) fn plural(self) -> &'static str {
        match self {
            Contact => "contacts",
            Company => "companies",
            Deal => "deals",
            Ticket => "tickets",
            Note => "notes",
            Call => "calls",
            Email => "emails",
            Meeting => "meetings",
            Task => "tasks",
        }
    }

    pub(crate) fn type_id(self) -> &'static str {
        match self {
            Contact => "0-1",
            Company => "0-2",
            Deal => "0-3",
            Ticket => "0-5",
            Note => "0-46",
            Call => "0-48",
            Email => "0-49",
            Meeting => "0-47",
            Task => "0-27",
        }
    }

    /// Notes, calls, e-mails, meetings and tasks: what happened, as opposed to with whom.
    pub(crate) fn is_engagement(self) -> bool {
        matches!(self, Note | Call | Email | Meeting | Task)
    }

    pub(crate) fn created_property(self) -> &'static str {
        if self.is_engagement() { "hs_createdate" } else { "createdate" }
    }

    /// Contacts are the exception every client trips over once.
    pub(crate) fn modified_property(self) -> &'static str {
        if self == Contact { "lastmodifieddate" } else { "hs_lastmodifieddate" }
    }

    /// What comes back when a caller names no property.
    pub(crate) fn default_properties(self) -> &'static [&'static str] {
        match self {
            Contact => &["createdate", "email", "firstname", "hs_object_id", "lastmodifieddate", "lastname"],
            Company => &["createdate", "domain", "hs_lastmodifieddate", "hs_object_id", "name"],
            Deal => &[
                "amount",
                "closedate",
                "createdate",
                "dealname",
                "dealstage",
                "hs_lastmodifieddate",
                "hs_object_id",
                "pipeline",
            ],
            Ticket => &[
                "content",
                "createdate",
                "hs_lastmodifieddate",
                "hs_object_id",
                "hs_pipeline",
                "hs_pipeline_stage",
                "hs_ticket_category",
                "hs_ticket_priority",
                "subject",
            ],
            Note | Call | Email | Meeting | Task => &["hs_createdate", "hs_lastmodifieddate", "hs_object_id"],
        }
    }

    /// The properties without which HubSpot refuses to create such a record.
    pub(crate) fn required_at_create(self) -> &'static [&'static str] {
        match self {
            Contact | Company => &[],
            Deal => &["dealname", "pipeline", "dealstage"],
            Ticket => &["subject", "hs_pipeline", "hs_pipeline_stage"],
            Note | Call | Email | Meeting | Task => &["hs_timestamp"],
        }
    }

    /// The properties in which the `query` of a search is looked for.
    pub(crate) fn searchable_properties(self) -> &'static [&'static str] {
        match self {
            Contact => &["firstname", "lastname", "email", "phone", "company"],
            Company => &["name", "domain", "website", "phone"],
            Deal => &["dealname", "description"],
            Ticket => &["subject", "content"],
            Note => &["hs_note_body"],
            Call => &["hs_call_title", "hs_call_body"],
            Email => &["hs_email_subject"],
            Meeting => &["hs_meeting_title", "hs_meeting_body"],
            Task => &["hs_task_subject", "hs_task_body"],
        }
    }
}

/// The unlabelled association type from one object type to another; `None` where HubSpot has no such association.
/// Source: the table of HubSpot-defined association types in its developer docs.
pub(crate) fn default_association(from: ObjectType, to: ObjectType) -> Option<u32> {
    let engagement = |object| match object {
        Note => Some([202, 190, 214, 228]),
        Call => Some([194, 182, 206, 220]),
        Email => Some([198, 186, 210, 224]),
        Meeting => Some([200, 188, 212, 226]),
        Task => Some([204, 192, 216, 230]),
        _ => None,
    };
    let column = |object| match object {
        Contact => Some(0),
        Company => Some(1),
        Deal => Some(2),
        Ticket => Some(3),
        _ => None,
    };
    if let (Some(ids), Some(at)) = (engagement(from), column(to)) {
        return Some(ids[at]);
    }
    if let (Some(ids), Some(at)) = (engagement(to), column(from)) {
        return Some(ids[at] - 1); // The reverse of an engagement's type is always the number before it.
    }
    match (from, to) {
        (Contact, Company) => Some(279),
        (Company, Contact) => Some(280),
        (Deal, Contact) => Some(3),
        (Contact, Deal) => Some(4),
        (Deal, Company) => Some(341),
        (Company, Deal) => Some(342),
        (Contact, Ticket) => Some(15),
        (Ticket, Contact) => Some(16),
        (Ticket, Company) => Some(339),
        (Company, Ticket) => Some(340),
        (Deal, Ticket) => Some(27),
        (Ticket, Deal) => Some(28),
        (Call, Meeting) => Some(399),
        (Meeting, Call) => Some(400),
        _ => None,
    }
}

/// The "Primary" association type, which exists only towards and from companies.
pub(crate) fn primary_association(from: ObjectType, to: ObjectType) -> Option<u32> {
    match (from, to) {
        (Contact, Company) => Some(1),
        (Company, Contact) => Some(2),
        (Deal, Company) => Some(5),
        (Company, Deal) => Some(6),
        (Ticket, Company) => Some(26),
        (Company, Ticket) => Some(25),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_association_has_a_way_back() {
        for from in ObjectType::ALL {
            for to in ObjectType::ALL {
                assert_eq!(
                    default_association(from, to).is_some(),
                    default_association(to, from).is_some(),
                    "{from:?} {to:?}"
                );
                assert_eq!(
                    primary_association(from, to).is_some(),
                    primary_association(to, from).is_some(),
                    "{from:?} {to:?}"
                );
            }
        }
        assert_eq!(default_association(Company, Note), Some(189));
        assert_eq!(default_association(Ticket, Task), Some(229));
    }

    #[test]
    fn names_are_read_in_all_three_spellings() {
        for object in ObjectType::ALL {
            for name in [object.singular(), object.plural(), object.type_id()] {
                assert_eq!(ObjectType::parse(name), Some(object));
            }
        }
        assert_eq!(ObjectType::parse("invoice"), None);
    }
}
