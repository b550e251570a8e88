//! What the window asks HubSpot about the account's properties, each as a job of its own.

use crate::{
    error::AppError,
    portal::{
        drift::DriftReport,
        schema::{SchemaPlan, check_schema, make_properties},
    },
    window::session::Session,
};

impl Session {
    /// Reads the definitions of the portal on screen anew and says what became of them, after the job in progress, if there is one.
    pub async fn check_schema(&self) -> Result<DriftReport, AppError> {
        let (shown, _job) = (self.changing()?, self.begin_when_free().await);
        check_schema(&shown.settings, &shown.open).await
    }

    /// Makes the properties of drafts that the portal on screen lacks: an admin's act.
    pub async fn make_properties(&self) -> Result<SchemaPlan, AppError> {
        let (shown, _job) = (self.changing()?, self.begin_when_free().await);
        make_properties(&shown.settings, &shown.open).await
    }
}
