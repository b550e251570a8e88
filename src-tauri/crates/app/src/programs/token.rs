//! The token that a program has to show over HTTP: made at random, kept in the keychain; from the environment where somebody set it there.

use crate::{
    error::{AppError, ErrorCode},
    portal::settings::{Settings, text},
};
use hubspot::Secret;
use secrets::{Vault, hex, random_key};

/// A token has at least so many characters, so that nobody guesses it.
const LEN_MIN: usize = 32;

/// The token that a program has to show. Makes one the first time, and in the place of the old one where `anew`. Blocks for as long as the keychain
/// does.
///
/// # Errors
/// [`ErrorCode::NoKeychain`] where there is neither a keychain nor `FOREWORD_MCP_TOKEN`, [`ErrorCode::Usage`] where that is too short.
pub fn program_token(settings: &Settings, anew: bool) -> Result<Secret, AppError> {
    if let Some(token) = text("FOREWORD_MCP_TOKEN") {
        if anew {
            return Err(AppError::new(ErrorCode::Usage, "The token comes from the environment")
                .command_hint("Change FOREWORD_MCP_TOKEN, or unset it to use the keychain's."));
        }
        return checked(token.trim());
    }
    let vault = Vault::of_home(&settings.home)?;
    if let Some(token) = vault.program_token()?.filter(|_| !anew) {
        return checked(&token);
    }
    let token = hex(&random_key()?);
    vault.set_program_token(&token)?;
    Ok(Secret::new(&token))
}

fn checked(token: &str) -> Result<Secret, AppError> {
    let is_plain = token.bytes().all(|byte| byte.is_ascii_graphic());
    if token.len() < LEN_MIN || !is_plain {
        return Err(AppError::new(
            ErrorCode::Usage,
            format!("The token has to be {LEN_MIN} letters and digits or more"),
        )
        .command_hint("Make one with `foreword mcp --new-token`, or set FOREWORD_MCP_TOKEN to a long random one."));
    }
    Ok(Secret::new(token))
}
