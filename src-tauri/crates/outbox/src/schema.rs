//! Making properties in HubSpot: an admin's act, asked for by name and never part of a push.

use domain::ObjectType;
use hubspot::{Client, FILE_BATCH, HubSpotError, PropertyToMake};

/// Makes a group, as in `("foreword", "Foreword drafts")`, and properties in it. What exists already stays as it is: HubSpot refuses a batch
/// with one that does, so only missing ones are given. Stops at the first refusal.
pub async fn make_properties(
    client: &Client,
    object: ObjectType,
    (group, label): (&str, &str),
    properties: &[PropertyToMake],
) -> Result<(), HubSpotError> {
    client.make_property_group(object, group, label).await?;
    for some in properties.chunks(FILE_BATCH) {
        client.make_properties(object, group, some).await?;
    }
    Ok(())
}
