//! The one list of commands and events, and the bindings made from it.

use crate::{
    automation, calendars, choosing, commands, connecting, conversations, drafts, events, keeping, locking, models,
    programs, schema, shelf, updates, wrapping,
};
use tauri_specta::{Builder, collect_commands, collect_events};

/// The one list of commands that pages may call and events that they hear.
pub fn builder() -> Builder<tauri::Wry> {
    Builder::new()
        .disable_serde_phases()
        .commands(collect_commands![
            commands::app_state,
            commands::try_sample,
            connecting::connect,
            connecting::connect_in_browser,
            connecting::connection_needs,
            connecting::allowed,
            connecting::reach,
            connecting::keep,
            connecting::sync_status,
            connecting::set_share,
            commands::cancel,
            commands::sync_now,
            commands::disconnect,
            commands::today,
            commands::accounts,
            commands::called,
            commands::account,
            commands::deal,
            commands::ticket,
            commands::timeline,
            commands::open_record,
            commands::open_citation,
            commands::search,
            commands::ask,
            commands::check_text,
            commands::qualification,
            commands::promises,
            commands::mark_promise,
            commands::brief,
            commands::draft_note,
            commands::draft_tasks,
            commands::draft_fields,
            commands::digest,
            commands::set_target,
            commands::propose_digest,
            keeping::save_digest,
            commands::activity,
            commands::check_log,
            keeping::export_log,
            commands::proposals,
            commands::proposals_about,
            commands::edit_proposal,
            commands::approve,
            commands::approve_together,
            commands::reject,
            commands::field_is_mine,
            commands::take_back,
            commands::draft_again,
            commands::unsent,
            commands::keep_unsent,
            commands::push,
            commands::retry,
            commands::undo,
            commands::review_settings,
            commands::set_review_settings,
            commands::set_shortcut,
            commands::set_theme,
            commands::set_shield,
            connecting::renew_token,
            commands::set_autostart,
            commands::doctor,
            commands::upkeep,
            commands::maintain,
            keeping::back_up,
            keeping::restore_backup,
            commands::forget,
            commands::gone,
            commands::accept_deletions,
            commands::forget_erased,
            commands::data_folder,
            commands::show_brief,
            commands::hide_brief,
            commands::open_main,
            commands::open_url,
            commands::brief_painted,
            drafts::draft_kinds,
            drafts::draft_subjects,
            drafts::file_mail,
            drafts::draft_text,
            drafts::preview_text,
            drafts::propose_text,
            drafts::propose_health,
            drafts::reply_text,
            drafts::preview_reply,
            drafts::cancel_draft,
            drafts::voice,
            drafts::note_use,
            drafts::open_mail,
            models::llm_settings,
            models::choose_llm,
            models::remove_llm_key,
            models::set_llm_budget,
            models::set_redaction,
            models::resume_llm,
            models::find_local_models,
            models::test_llm,
            models::model_call,
            models::grade_page,
            models::grade,
            models::open_report,
            calendars::calendars,
            calendars::add_calendar,
            calendars::remove_calendar,
            conversations::conversations,
            conversations::import_conversations,
            conversations::settle_conversation,
            conversations::name_speaker,
            conversations::drop_conversation,
            conversations::watch_folder,
            conversations::unwatch_folder,
            conversations::connect_recorder,
            conversations::disconnect_recorder,
            conversations::keep_from_models,
            automation::rules,
            automation::rehearse_rule,
            automation::switch_rule,
            programs::mcp_overview,
            programs::mcp_set,
            schema::schema,
            schema::drift,
            schema::check_schema,
            schema::note_drift,
            schema::make_properties,
            schema::map_property,
            schema::map_suggested,
            schema::criteria,
            schema::write_criteria,
            wrapping::jottings,
            wrapping::jot,
            wrapping::change_jotting,
            wrapping::wrap,
            wrapping::finish_wrap,
            wrapping::write_note,
            wrapping::write_task,
            wrapping::edit_task,
            wrapping::task_choices,
            shelf::shelf,
            shelf::add_shelf_folder,
            shelf::remove_shelf_folder,
            shelf::scan_shelf,
            shelf::saved_pages,
            shelf::save_page,
            shelf::drop_page,
            choosing::choose_folder,
            choosing::choose_page_file,
            choosing::choose_calendar,
            choosing::choose_conversations,
            locking::policy,
            locking::lock_state,
            locking::note_activity,
            locking::lock,
            locking::unlock,
            locking::set_passphrase,
            locking::change_passphrase,
            locking::remove_passphrase,
            locking::set_auto_lock,
            updates::updates,
            updates::set_updates,
            updates::look_for_update,
            updates::install_update,
            updates::restart,
        ])
        .events(collect_events![
            events::BriefReady,
            events::BriefShown,
            events::Changed,
            events::Dragged,
            events::Navigate,
            events::Working
        ])
}

#[cfg(test)]
mod tests {
    use super::*;
    use specta_typescript::Typescript;
    use std::{fs, path::Path};

    /// `cargo xtask bindings` sets this to write the file in place of comparing it.
    const WRITE: &str = "FOREWORD_WRITE_BINDINGS";

    #[test]
    fn the_bindings_are_current() {
        let here = std::env::var_os("CARGO_MANIFEST_DIR").expect("cargo runs the tests");
        let committed = Path::new(&here).join("../ui/src/ipc/bindings.ts");
        let fresh = tempfile::NamedTempFile::with_suffix(".ts").unwrap();
        builder().export(Typescript::default(), fresh.path()).unwrap();
        let generated = fs::read_to_string(fresh.path()).unwrap();
        if std::env::var_os(WRITE).is_some() {
            fs::write(&committed, generated).unwrap();
            return;
        }
        let current = fs::read_to_string(&committed).unwrap_or_default();
        assert!(current == generated, "ui/src/ipc/bindings.ts is stale: run `cargo xtask bindings`");
    }
}
