//! The properties that drafts fill: what is missing, what became of them, and which of the portal's own stand for them.

use crate::{
    args::Schema,
    commands::DONE,
    output::{Failure, Out},
    text,
};
use app::{AppError, ErrorCode, Settings};

/// Shows, makes, maps or takes note of properties.
pub async fn schema(settings: &Settings, what: Schema, out: Out) -> Result<u8, Failure> {
    let plan = match what {
        Schema::Check => {
            let report = app::schema_check(settings).await?;
            out.show(&report, |report| text::drift(report, out.style))?;
            return Ok(DONE);
        }
        Schema::Note => {
            let writable = app::open_for_writing(settings).await?;
            let report = app::note_drift(&writable.open)?;
            out.show(&report, |report| text::drift(report, out.style))?;
            return Ok(DONE);
        }
        Schema::Adopt => {
            let writable = app::open_for_writing(settings).await?;
            app::schema_map_suggested(&writable.open, settings.now())?
        }
        Schema::Plan => app::schema_plan(settings).await?,
        Schema::Apply => app::schema_apply(settings).await?,
        Schema::Map { ours, theirs, options } => {
            let pairs = options.iter().map(|option| {
                let pair = option.split_once('=').map(|(ours, theirs)| (ours.to_owned(), theirs.to_owned()));
                pair.ok_or_else(|| AppError::new(ErrorCode::Usage, format!("“{option}” is not OURS=THEIRS")))
            });
            let options = pairs.collect::<Result<_, AppError>>()?;
            let mapped = theirs.map(|property| app::Mapped { property, options });
            let writable = app::open_for_writing(settings).await?;
            app::schema_map(&writable.open, &ours, mapped.as_ref(), settings.now())?
        }
        Schema::Events { choice } => app::schema_events(settings, &choice).await?,
    };
    out.show(&plan, |plan| text::schema(plan, out.style))?;
    Ok(DONE)
}
