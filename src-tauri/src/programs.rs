//! Other programs in the window: which have asked, what each may, and what was asked last.

use crate::commands::{Answer, Shared, read, write};
use app::{ProgramTool, Programs, SwitchProgram};

/// The programs that have asked, what each may, and the last calls.
#[tauri::command]
#[specta::specta]
pub async fn mcp_overview(shell: Shared<'_>) -> Answer<Programs> {
    read(&shell, |open, _| app::programs(open)).await
}

/// Switches a tool of a program on or off, and without a tool the program as a whole. `*` stands for all programs.
#[tauri::command]
#[specta::specta]
pub async fn mcp_set(shell: Shared<'_>, program: String, tool: Option<ProgramTool>, is_on: bool) -> Answer<Programs> {
    write(&shell, move |open, now| app::switch_program(open, &SwitchProgram { program, tool, is_on }, now)).await
}
