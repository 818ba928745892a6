//! The commands of `vouch`, a file for each, its path the words typed.

pub mod connection;
pub mod console;
pub mod credential;
pub mod doctor;
pub mod ending;
pub mod enroll;
pub mod env;
pub mod error;
pub mod errors;
pub mod exec;
pub mod explain;
pub mod generate;
pub mod keys;
pub mod log;
pub mod login;
pub mod logout;
pub mod misuse;
pub mod moment;
pub mod openid;
pub mod output;
pub mod ready;
pub mod serve;
pub mod setup;
pub mod status;
pub mod token;
pub mod trust;
pub mod which_issuer;
pub mod which_role;
pub mod whoami;
pub mod world;
pub mod yubikey;

use clap::{ArgAction, Parser, Subcommand};

use error::{CommandError, Exit};
use world::World;

/// Short-lived AWS credentials from a touch on a YubiKey
#[derive(Debug, Parser)]
#[command(name = "vouch", version, disable_help_subcommand = true)]
pub struct Cli {
    /// The issuer to use: its URL, or its name in config.toml [env: VOUCH_ISSUER]
    #[arg(long, global = true, value_name = "URL|NAME")]
    pub issuer: Option<String>,

    /// Say more; twice for everything
    #[arg(short, long, global = true, action = ArgAction::Count)]
    pub verbose: u8,

    /// Say nothing but errors and what is waited for
    #[arg(short, long, global = true)]
    pub quiet: bool,

    /// What to do
    #[command(subcommand)]
    pub command: Command,
}

/// What `vouch` can do.
#[derive(Debug, Subcommand)]
#[command(defer = true)]
pub enum Command {
    /// Make a key in the YubiKey and bind it to you with an invitation
    Enroll(enroll::Args),
    /// Log in with PIN and touch
    Login(login::Args),
    /// End the session and forget what it gave
    Logout(logout::Args),
    /// Say who is logged in, with which key, until when
    Status(status::Args),
    /// Say who you are to the issuer, and to AWS
    Whoami(whoami::Args),
    /// Print an ID token, or its claims
    Token(token::Args),
    /// List, add and remove your keys
    Keys(keys::Args),
    /// Print credentials, for AWS tools to call
    Credential(credential::Args),
    /// Run a program with a role's credentials in its environment
    Exec(exec::Args),
    /// Print a role's credentials as variables, for a shell to evaluate
    Env(env::Args),
    /// Open the AWS console in the browser, signed in
    Console(console::Args),
    /// Serve a role's credentials on loopback, to programs that are told where
    Serve(serve::Args),
    /// Write the configuration of other tools
    Setup(setup::Args),
    /// Work on the trust policies of roles
    Trust(trust::Args),
    /// Say why AWS refused, and what mends it
    Explain(explain::Args),
    /// Check everything that a login and a credential need
    Doctor(doctor::Args),
    /// Say what was handed out on this machine, when, to which program
    Log(log::Args),
    /// Print a completion script for a shell
    Completions(generate::CompletionsArgs),
    /// Print the manual page
    Man(generate::ManArgs),
}

/// Runs the command.
pub fn run(world: &mut World, command: Command) -> Result<(), CommandError> {
    let needs_home =
        !matches!(command, Command::Completions(_) | Command::Man(_) | Command::Trust(_));
    if !world.environment.has_home && needs_home {
        let what = "the home folder is not known";
        return Err(CommandError::new(Exit::Configuration, what)
            .hint("let HOME name it, as an absolute path"));
    }
    if let Some(name) = world.environment.not_text {
        let what = format!("the variable {name} is not UTF-8 text");
        return Err(CommandError::new(Exit::Configuration, what).hint(format!("unset {name}")));
    }
    which_issuer::resolve(world)?;
    if uses_the_session_for_long(&command) {
        ending::tell(world);
    }
    match command {
        Command::Enroll(args) => enroll::run(world, args),
        Command::Login(args) => login::run(world, args),
        Command::Logout(args) => logout::run(world, args),
        Command::Status(args) => status::run(world, args),
        Command::Whoami(args) => whoami::run(world, args),
        Command::Token(args) => token::run(world, args),
        Command::Keys(args) => keys::run(world, args),
        Command::Credential(args) => credential::run(world, args),
        Command::Exec(args) => exec::run(world, args),
        Command::Env(args) => env::run(world, args),
        Command::Console(args) => console::run(world, args),
        Command::Serve(args) => serve::run(world, args),
        Command::Setup(args) => setup::run(world, args),
        Command::Trust(args) => trust::run(world, args),
        Command::Explain(args) => explain::run(world, args),
        Command::Doctor(args) => doctor::run(world, args),
        Command::Log(args) => log::run(world, args),
        Command::Completions(args) => generate::completions(world, args),
        Command::Man(args) => generate::man(world, args),
    }
}

/// Tells whether a person wants to know beforehand that the session ends soon.
fn uses_the_session_for_long(command: &Command) -> bool {
    matches!(
        command,
        Command::Console(_)
            | Command::Env(_)
            | Command::Exec(_)
            | Command::Serve(_)
            | Command::Setup(_)
            | Command::Token(_)
    )
}
