//! What a question asks for: how likely it wants a fact of some category, a promise, or something else.

use crate::Category;

/// How likely a question asks for each of what questions ask for, 0 to 1, together 1.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Asks {
    /// For facts, in the order of [`Category::ALL`].
    categories: [f32; Category::ALL.len()],
    /// For what somebody promised or owes.
    pub promise: f32,
    /// For what the CRM has in a field: stage, amount, owner, an address.
    pub crm: f32,
    /// For when there was or will be contact.
    pub contact: f32,
    /// For who somebody is.
    pub person: f32,
    /// For anything else.
    pub topic: f32,
}

impl Asks {
    /// From probabilities by name: a category's as in `next_step`, else `promise`, `crm`, `timeline_of_contact`, `person`, `topic`. Other names
    /// are left out.
    pub fn of<'a>(named: impl IntoIterator<Item = (&'a str, f32)>) -> Self {
        let mut asks = Self::default();
        for (name, probability) in named {
            let category = Category::ALL.into_iter().find(|category| category.as_str() == name);
            match (category, name) {
                (Some(category), _) => asks.categories[category.place()] = probability,
                (None, "promise") => asks.promise = probability,
                (None, "crm") => asks.crm = probability,
                (None, "timeline_of_contact") => asks.contact = probability,
                (None, "person") => asks.person = probability,
                (None, "topic") => asks.topic = probability,
                (None, _) => {}
            }
        }
        asks
    }

    /// How likely it asks for facts of a category.
    pub fn wants(&self, category: Category) -> f32 {
        self.categories[category.place()]
    }

    /// How likely it asks for facts of some category, or for a promise.
    pub fn of_a_kind(&self) -> f32 {
        self.categories.iter().sum::<f32>() + self.promise
    }

    /// The category it most likely asks for, and how likely.
    pub fn likeliest(&self) -> (Category, f32) {
        let likelier = |a: &Category, b: &Category| self.wants(*a).total_cmp(&self.wants(*b));
        let category = Category::ALL.into_iter().max_by(likelier).unwrap_or(Category::Pain);
        (category, self.wants(category))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn probabilities_find_their_place_by_name() {
        let asks = Asks::of([("budget", 0.6), ("topic", 0.3), ("promise", 0.1), ("weather", 0.9)]);
        assert_eq!((asks.wants(Category::Budget), asks.topic, asks.promise), (0.6, 0.3, 0.1));
        assert_eq!(asks.likeliest(), (Category::Budget, 0.6));
        assert_eq!(asks.wants(Category::Pain) + asks.crm + asks.contact + asks.person, 0.0);
    }
}
