# Print an optspec for argparse to handle cmd's options that are independent of any subcommand.
function __fish_vouch_global_optspecs
    string join \n issuer= v/verbose q/quiet h/help V/version
end

function __fish_vouch_needs_command
    # Figure out if the current invocation already has a command.
    set -l cmd (commandline -opc)
    set -e cmd[1]
    argparse -s (__fish_vouch_global_optspecs) -- $cmd 2>/dev/null
    or return
    if set -q argv[1]
        # Also print the command, so this can be used to figure out what it is.
        echo $argv[1]
        return 1
    end
    return 0
end

function __fish_vouch_using_subcommand
    set -l cmd (__fish_vouch_needs_command)
    test -z "$cmd"
    and return 1
    contains -- $cmd[1] $argv
end

complete -c vouch -n "__fish_vouch_needs_command" -l issuer -d 'The issuer to use: its URL, or its name in config.toml [env: VOUCH_ISSUER]' -r
complete -c vouch -n "__fish_vouch_needs_command" -s v -l verbose -d 'Say more; twice for everything'
complete -c vouch -n "__fish_vouch_needs_command" -s q -l quiet -d 'Say nothing but errors and what is waited for'
complete -c vouch -n "__fish_vouch_needs_command" -s h -l help -d 'Print help'
complete -c vouch -n "__fish_vouch_needs_command" -s V -l version -d 'Print version'
complete -c vouch -n "__fish_vouch_needs_command" -f -a "enroll" -d 'Make a key in the YubiKey and bind it to you with an invitation'
complete -c vouch -n "__fish_vouch_needs_command" -f -a "login" -d 'Log in with PIN and touch'
complete -c vouch -n "__fish_vouch_needs_command" -f -a "logout" -d 'End the session and forget what it gave'
complete -c vouch -n "__fish_vouch_needs_command" -f -a "status" -d 'Say who is logged in, with which key, until when'
complete -c vouch -n "__fish_vouch_needs_command" -f -a "whoami" -d 'Say who you are to the issuer, and to AWS'
complete -c vouch -n "__fish_vouch_needs_command" -f -a "token" -d 'Print an ID token, or its claims'
complete -c vouch -n "__fish_vouch_needs_command" -f -a "keys" -d 'List, add and remove your keys'
complete -c vouch -n "__fish_vouch_needs_command" -f -a "credential" -d 'Print credentials, for AWS tools to call'
complete -c vouch -n "__fish_vouch_needs_command" -f -a "exec" -d 'Run a program with a role\'s credentials in its environment'
complete -c vouch -n "__fish_vouch_needs_command" -f -a "env" -d 'Print a role\'s credentials as variables, for a shell to evaluate'
complete -c vouch -n "__fish_vouch_needs_command" -f -a "console" -d 'Open the AWS console in the browser, signed in with a role\'s credentials'
complete -c vouch -n "__fish_vouch_needs_command" -f -a "serve" -d 'Serve a role\'s credentials on loopback, to programs that are told where'
complete -c vouch -n "__fish_vouch_needs_command" -f -a "setup" -d 'Write the configuration of other tools'
complete -c vouch -n "__fish_vouch_needs_command" -f -a "trust" -d 'Work on the trust policies of roles'
complete -c vouch -n "__fish_vouch_needs_command" -f -a "explain" -d 'Say why AWS refused, and what mends it'
complete -c vouch -n "__fish_vouch_needs_command" -f -a "doctor" -d 'Check everything that a login and a credential need'
complete -c vouch -n "__fish_vouch_needs_command" -f -a "log" -d 'Say what was handed out on this machine, when, to which program'
complete -c vouch -n "__fish_vouch_needs_command" -f -a "completions" -d 'Print a completion script for a shell'
complete -c vouch -n "__fish_vouch_needs_command" -f -a "man" -d 'Print a manual page'
complete -c vouch -n "__fish_vouch_using_subcommand enroll" -l issuer -d 'The issuer to use: its URL, or its name in config.toml [env: VOUCH_ISSUER]' -r
complete -c vouch -n "__fish_vouch_using_subcommand enroll" -l invite -d 'Read the invitation code from stdin (`-`) instead of asking for it' -r -f -a "-\t''"
complete -c vouch -n "__fish_vouch_using_subcommand enroll" -l key -d 'The YubiKey to use, where several are plugged in' -r
complete -c vouch -n "__fish_vouch_using_subcommand enroll" -l slot -d 'The slot to use, 82 to 95; the first free one if not given' -r
complete -c vouch -n "__fish_vouch_using_subcommand enroll" -l name -d 'What to call the key' -r
complete -c vouch -n "__fish_vouch_using_subcommand enroll" -s v -l verbose -d 'Say more; twice for everything'
complete -c vouch -n "__fish_vouch_using_subcommand enroll" -s q -l quiet -d 'Say nothing but errors and what is waited for'
complete -c vouch -n "__fish_vouch_using_subcommand enroll" -l software-key -d 'Make a key in this machine\'s keyring instead, for trying vouch without hardware'
complete -c vouch -n "__fish_vouch_using_subcommand enroll" -l overwrite-slot -d 'Make the key even if the slot holds one, which is then lost'
complete -c vouch -n "__fish_vouch_using_subcommand enroll" -s h -l help -d 'Print help'
complete -c vouch -n "__fish_vouch_using_subcommand login" -l issuer -d 'The issuer to use: its URL, or its name in config.toml [env: VOUCH_ISSUER]' -r
complete -c vouch -n "__fish_vouch_using_subcommand login" -l key -d 'The YubiKey to use, where several are plugged in' -r
complete -c vouch -n "__fish_vouch_using_subcommand login" -l duration -d 'How long the session should last; the issuer may allow less' -r
complete -c vouch -n "__fish_vouch_using_subcommand login" -l timeout -d 'How long to wait for the key to be plugged in, and again for the touch [default: 60s]; for a login at another provider [default: 5m, or as long as its code is good]' -r
complete -c vouch -n "__fish_vouch_using_subcommand login" -l client-id -d 'Log in at the provider of `--issuer`, as this client of it' -r
complete -c vouch -n "__fish_vouch_using_subcommand login" -l scope -d 'What to ask the provider for; repeat it for several [default: openid, email, profile and offline_access, as far as the provider has them]' -r
complete -c vouch -n "__fish_vouch_using_subcommand login" -l redirect-port -d 'The port of this machine to which the browser comes back, where the provider wants to know it beforehand [default: any]' -r
complete -c vouch -n "__fish_vouch_using_subcommand login" -l client-secret -d 'Ask for the client\'s secret, or read it from stdin; it is kept in the keyring' -r -f -a "-\t''"
complete -c vouch -n "__fish_vouch_using_subcommand login" -s v -l verbose -d 'Say more; twice for everything'
complete -c vouch -n "__fish_vouch_using_subcommand login" -s q -l quiet -d 'Say nothing but errors and what is waited for'
complete -c vouch -n "__fish_vouch_using_subcommand login" -l device -d 'Log in on another device: show a page and a code'
complete -c vouch -n "__fish_vouch_using_subcommand login" -l no-browser -d 'Show the page to log in at, and open no browser'
complete -c vouch -n "__fish_vouch_using_subcommand login" -s h -l help -d 'Print help'
complete -c vouch -n "__fish_vouch_using_subcommand logout" -l issuer -d 'The issuer to use: its URL, or its name in config.toml [env: VOUCH_ISSUER]' -r
complete -c vouch -n "__fish_vouch_using_subcommand logout" -s v -l verbose -d 'Say more; twice for everything'
complete -c vouch -n "__fish_vouch_using_subcommand logout" -s q -l quiet -d 'Say nothing but errors and what is waited for'
complete -c vouch -n "__fish_vouch_using_subcommand logout" -l all -d 'End the sessions at all issuers'
complete -c vouch -n "__fish_vouch_using_subcommand logout" -s h -l help -d 'Print help'
complete -c vouch -n "__fish_vouch_using_subcommand status" -l issuer -d 'The issuer to use: its URL, or its name in config.toml [env: VOUCH_ISSUER]' -r
complete -c vouch -n "__fish_vouch_using_subcommand status" -l format -d 'Print for a program' -r -f -a "json\t'For programs'
prompt\t'A few characters for a prompt, of the session that the other commands use; nothing where nobody is logged in'
shell\t'Variables of a shell, for its prompt: of the session that the other commands use'
text\t'For people'"
complete -c vouch -n "__fish_vouch_using_subcommand status" -l color -d 'Colours in `--format prompt`' -r -f -a "always\t'Green, and yellow in the last half hour, whatever reads it'
never\t'Never'"
complete -c vouch -n "__fish_vouch_using_subcommand status" -l fail-within -d 'End with 3, as if nobody were logged in, where less than this is left' -r
complete -c vouch -n "__fish_vouch_using_subcommand status" -l wait -d 'Wait for a login, so long at most' -r
complete -c vouch -n "__fish_vouch_using_subcommand status" -s v -l verbose -d 'Say more; twice for everything'
complete -c vouch -n "__fish_vouch_using_subcommand status" -s q -l quiet -d 'Say nothing but errors and what is waited for'
complete -c vouch -n "__fish_vouch_using_subcommand status" -l json -d 'Print JSON'
complete -c vouch -n "__fish_vouch_using_subcommand status" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c vouch -n "__fish_vouch_using_subcommand whoami" -l issuer -d 'The issuer to use: its URL, or its name in config.toml [env: VOUCH_ISSUER]' -r
complete -c vouch -n "__fish_vouch_using_subcommand whoami" -l profile -d 'The profile, one that vouch wrote [env: AWS_PROFILE, AWS_DEFAULT_PROFILE] [default: vouch]' -r
complete -c vouch -n "__fish_vouch_using_subcommand whoami" -l role -d 'The role, without a profile' -r
complete -c vouch -n "__fish_vouch_using_subcommand whoami" -l region -d 'The region, in place of the profile\'s [env: AWS_REGION, AWS_DEFAULT_REGION]' -r
complete -c vouch -n "__fish_vouch_using_subcommand whoami" -l duration -d 'How long the credentials shall be good, in place of what the profile says: 15m to 12h' -r
complete -c vouch -n "__fish_vouch_using_subcommand whoami" -l source -d 'Whence the ID token comes that AWS is shown' -r -f -a "command\t'What a program prints, such as a CI\'s own or a cloud\'s'
env\t'A variable of the environment'
file\t'A file, read anew each time, such as Kubernetes keeps one'
github\t'The runner of GitHub Actions, for a job with `id-token: write`'
gitlab\t'A variable that a GitLab job\'s `id_tokens` fills'
session\t'The login at an issuer'"
complete -c vouch -n "__fish_vouch_using_subcommand whoami" -l token-variable -d 'The variable that holds the token [default with `gitlab`: VOUCH_ID_TOKEN]' -r
complete -c vouch -n "__fish_vouch_using_subcommand whoami" -l token-file -d 'The file that holds the token [env: AWS_WEB_IDENTITY_TOKEN_FILE]' -r -F
complete -c vouch -n "__fish_vouch_using_subcommand whoami" -l token-command -d 'The program that prints the token, with its arguments; run without a shell' -r
complete -c vouch -n "__fish_vouch_using_subcommand whoami" -l audience -d 'For whom the token must be [default with `github`: sts.amazonaws.com]' -r
complete -c vouch -n "__fish_vouch_using_subcommand whoami" -s v -l verbose -d 'Say more; twice for everything'
complete -c vouch -n "__fish_vouch_using_subcommand whoami" -s q -l quiet -d 'Say nothing but errors and what is waited for'
complete -c vouch -n "__fish_vouch_using_subcommand whoami" -l json -d 'Print JSON'
complete -c vouch -n "__fish_vouch_using_subcommand whoami" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c vouch -n "__fish_vouch_using_subcommand token" -l issuer -d 'The issuer to use: its URL, or its name in config.toml [env: VOUCH_ISSUER]' -r
complete -c vouch -n "__fish_vouch_using_subcommand token" -l audience -d 'For whom the token is; for AWS the issuer\'s URL without `https://`; at another OpenID provider its client id' -r
complete -c vouch -n "__fish_vouch_using_subcommand token" -l role -d 'The role that the token is for, which an audience at AWS needs' -r
complete -c vouch -n "__fish_vouch_using_subcommand token" -s v -l verbose -d 'Say more; twice for everything'
complete -c vouch -n "__fish_vouch_using_subcommand token" -s q -l quiet -d 'Say nothing but errors and what is waited for'
complete -c vouch -n "__fish_vouch_using_subcommand token" -l decode -d 'Print the claims instead, for people'
complete -c vouch -n "__fish_vouch_using_subcommand token" -s h -l help -d 'Print help'
complete -c vouch -n "__fish_vouch_using_subcommand keys; and not __fish_seen_subcommand_from list add remove pin" -l issuer -d 'The issuer to use: its URL, or its name in config.toml [env: VOUCH_ISSUER]' -r
complete -c vouch -n "__fish_vouch_using_subcommand keys; and not __fish_seen_subcommand_from list add remove pin" -s v -l verbose -d 'Say more; twice for everything'
complete -c vouch -n "__fish_vouch_using_subcommand keys; and not __fish_seen_subcommand_from list add remove pin" -s q -l quiet -d 'Say nothing but errors and what is waited for'
complete -c vouch -n "__fish_vouch_using_subcommand keys; and not __fish_seen_subcommand_from list add remove pin" -s h -l help -d 'Print help'
complete -c vouch -n "__fish_vouch_using_subcommand keys; and not __fish_seen_subcommand_from list add remove pin" -f -a "list" -d 'List your keys'
complete -c vouch -n "__fish_vouch_using_subcommand keys; and not __fish_seen_subcommand_from list add remove pin" -f -a "add" -d 'Add a further key, within five minutes of a login'
complete -c vouch -n "__fish_vouch_using_subcommand keys; and not __fish_seen_subcommand_from list add remove pin" -f -a "remove" -d 'Remove a key; its sessions end at once'
complete -c vouch -n "__fish_vouch_using_subcommand keys; and not __fish_seen_subcommand_from list add remove pin" -f -a "pin" -d 'Change the PIN of a YubiKey'
complete -c vouch -n "__fish_vouch_using_subcommand keys; and __fish_seen_subcommand_from list" -l issuer -d 'The issuer to use: its URL, or its name in config.toml [env: VOUCH_ISSUER]' -r
complete -c vouch -n "__fish_vouch_using_subcommand keys; and __fish_seen_subcommand_from list" -l json -d 'Print JSON'
complete -c vouch -n "__fish_vouch_using_subcommand keys; and __fish_seen_subcommand_from list" -s v -l verbose -d 'Say more; twice for everything'
complete -c vouch -n "__fish_vouch_using_subcommand keys; and __fish_seen_subcommand_from list" -s q -l quiet -d 'Say nothing but errors and what is waited for'
complete -c vouch -n "__fish_vouch_using_subcommand keys; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help'
complete -c vouch -n "__fish_vouch_using_subcommand keys; and __fish_seen_subcommand_from add" -l key -d 'The YubiKey to use, where several are plugged in' -r
complete -c vouch -n "__fish_vouch_using_subcommand keys; and __fish_seen_subcommand_from add" -l slot -d 'The slot to use, 82 to 95; the first free one if not given' -r
complete -c vouch -n "__fish_vouch_using_subcommand keys; and __fish_seen_subcommand_from add" -l name -d 'What to call the key' -r
complete -c vouch -n "__fish_vouch_using_subcommand keys; and __fish_seen_subcommand_from add" -l issuer -d 'The issuer to use: its URL, or its name in config.toml [env: VOUCH_ISSUER]' -r
complete -c vouch -n "__fish_vouch_using_subcommand keys; and __fish_seen_subcommand_from add" -l overwrite-slot -d 'Make the key even if the slot holds one, which is then lost'
complete -c vouch -n "__fish_vouch_using_subcommand keys; and __fish_seen_subcommand_from add" -s v -l verbose -d 'Say more; twice for everything'
complete -c vouch -n "__fish_vouch_using_subcommand keys; and __fish_seen_subcommand_from add" -s q -l quiet -d 'Say nothing but errors and what is waited for'
complete -c vouch -n "__fish_vouch_using_subcommand keys; and __fish_seen_subcommand_from add" -s h -l help -d 'Print help'
complete -c vouch -n "__fish_vouch_using_subcommand keys; and __fish_seen_subcommand_from remove" -l issuer -d 'The issuer to use: its URL, or its name in config.toml [env: VOUCH_ISSUER]' -r
complete -c vouch -n "__fish_vouch_using_subcommand keys; and __fish_seen_subcommand_from remove" -s v -l verbose -d 'Say more; twice for everything'
complete -c vouch -n "__fish_vouch_using_subcommand keys; and __fish_seen_subcommand_from remove" -s q -l quiet -d 'Say nothing but errors and what is waited for'
complete -c vouch -n "__fish_vouch_using_subcommand keys; and __fish_seen_subcommand_from remove" -s h -l help -d 'Print help'
complete -c vouch -n "__fish_vouch_using_subcommand keys; and __fish_seen_subcommand_from pin" -l key -d 'The YubiKey, where several are plugged in' -r
complete -c vouch -n "__fish_vouch_using_subcommand keys; and __fish_seen_subcommand_from pin" -l issuer -d 'The issuer to use: its URL, or its name in config.toml [env: VOUCH_ISSUER]' -r
complete -c vouch -n "__fish_vouch_using_subcommand keys; and __fish_seen_subcommand_from pin" -s v -l verbose -d 'Say more; twice for everything'
complete -c vouch -n "__fish_vouch_using_subcommand keys; and __fish_seen_subcommand_from pin" -s q -l quiet -d 'Say nothing but errors and what is waited for'
complete -c vouch -n "__fish_vouch_using_subcommand keys; and __fish_seen_subcommand_from pin" -s h -l help -d 'Print help'
complete -c vouch -n "__fish_vouch_using_subcommand credential; and not __fish_seen_subcommand_from aws" -l issuer -d 'The issuer to use: its URL, or its name in config.toml [env: VOUCH_ISSUER]' -r
complete -c vouch -n "__fish_vouch_using_subcommand credential; and not __fish_seen_subcommand_from aws" -s v -l verbose -d 'Say more; twice for everything'
complete -c vouch -n "__fish_vouch_using_subcommand credential; and not __fish_seen_subcommand_from aws" -s q -l quiet -d 'Say nothing but errors and what is waited for'
complete -c vouch -n "__fish_vouch_using_subcommand credential; and not __fish_seen_subcommand_from aws" -s h -l help -d 'Print help'
complete -c vouch -n "__fish_vouch_using_subcommand credential; and not __fish_seen_subcommand_from aws" -f -a "aws" -d 'Print AWS credentials for a role'
complete -c vouch -n "__fish_vouch_using_subcommand credential; and __fish_seen_subcommand_from aws" -l role -d 'The role' -r
complete -c vouch -n "__fish_vouch_using_subcommand credential; and __fish_seen_subcommand_from aws" -l region -d 'The region whose STS is asked [env: AWS_REGION, AWS_DEFAULT_REGION]' -r
complete -c vouch -n "__fish_vouch_using_subcommand credential; and __fish_seen_subcommand_from aws" -l duration -d 'How long the credentials shall be good: 15m to 12h, as far as role and issuer allow; 1h at most with --via [default: 1h, or what the issuer grants if that is less]' -r
complete -c vouch -n "__fish_vouch_using_subcommand credential; and __fish_seen_subcommand_from aws" -l source -d 'Whence the ID token comes that AWS is shown' -r -f -a "command\t'What a program prints, such as a CI\'s own or a cloud\'s'
env\t'A variable of the environment'
file\t'A file, read anew each time, such as Kubernetes keeps one'
github\t'The runner of GitHub Actions, for a job with `id-token: write`'
gitlab\t'A variable that a GitLab job\'s `id_tokens` fills'
session\t'The login at an issuer'"
complete -c vouch -n "__fish_vouch_using_subcommand credential; and __fish_seen_subcommand_from aws" -l token-variable -d 'The variable that holds the token [default with `gitlab`: VOUCH_ID_TOKEN]' -r
complete -c vouch -n "__fish_vouch_using_subcommand credential; and __fish_seen_subcommand_from aws" -l token-file -d 'The file that holds the token [env: AWS_WEB_IDENTITY_TOKEN_FILE]' -r -F
complete -c vouch -n "__fish_vouch_using_subcommand credential; and __fish_seen_subcommand_from aws" -l token-command -d 'The program that prints the token, with its arguments; run without a shell' -r
complete -c vouch -n "__fish_vouch_using_subcommand credential; and __fish_seen_subcommand_from aws" -l audience -d 'For whom the token must be [default with `github`: sts.amazonaws.com]' -r
complete -c vouch -n "__fish_vouch_using_subcommand credential; and __fish_seen_subcommand_from aws" -l profile -d 'The profile whose settings count: `region`, `endpoint_url`, `services`, `use_fips_endpoint`, `use_dualstack_endpoint`, `ignore_configured_endpoint_urls` and `ca_bundle` of the AWS config file' -r
complete -c vouch -n "__fish_vouch_using_subcommand credential; and __fish_seen_subcommand_from aws" -l via -d 'A role on the way: the token is for the first one named, each next one is assumed from the one before, and the role itself from the last; repeatable' -r
complete -c vouch -n "__fish_vouch_using_subcommand credential; and __fish_seen_subcommand_from aws" -l external-id -d 'What the role\'s owner wants to hear, for the role itself' -r
complete -c vouch -n "__fish_vouch_using_subcommand credential; and __fish_seen_subcommand_from aws" -l tag -d 'A session tag of the role itself; repeatable' -r
complete -c vouch -n "__fish_vouch_using_subcommand credential; and __fish_seen_subcommand_from aws" -l transitive-tag -d 'The key of a --tag that travels: it is passed to the first role that is assumed from another, and all after it inherit it; repeatable' -r
complete -c vouch -n "__fish_vouch_using_subcommand credential; and __fish_seen_subcommand_from aws" -l source-identity -d 'Who is behind it, for the first role that is assumed from another and all after it' -r
complete -c vouch -n "__fish_vouch_using_subcommand credential; and __fish_seen_subcommand_from aws" -l session-name -d 'How the role\'s session is called; without --via, none but the person who is logged in' -r
complete -c vouch -n "__fish_vouch_using_subcommand credential; and __fish_seen_subcommand_from aws" -l policy -d 'A session policy (JSON): nothing that it doesn\'t allow as well can be done with the credentials' -r -F
complete -c vouch -n "__fish_vouch_using_subcommand credential; and __fish_seen_subcommand_from aws" -l policy-arn -d 'A managed policy as session policy, AWS\'s own or of the role\'s account; up to ten' -r
complete -c vouch -n "__fish_vouch_using_subcommand credential; and __fish_seen_subcommand_from aws" -l max-auth-age -d 'How long ago the key may have been touched; else log in again' -r
complete -c vouch -n "__fish_vouch_using_subcommand credential; and __fish_seen_subcommand_from aws" -l format -d 'What to print' -r -f -a "aws-credential-process\t'One line of JSON, as AWS tools read it'
env\t'Lines for a POSIX shell'
json\t'One line of JSON for other programs'"
complete -c vouch -n "__fish_vouch_using_subcommand credential; and __fish_seen_subcommand_from aws" -l issuer -d 'The issuer to use: its URL, or its name in config.toml [env: VOUCH_ISSUER]' -r
complete -c vouch -n "__fish_vouch_using_subcommand credential; and __fish_seen_subcommand_from aws" -l no-cache -d 'Ask AWS although there are good credentials, and keep none'
complete -c vouch -n "__fish_vouch_using_subcommand credential; and __fish_seen_subcommand_from aws" -s v -l verbose -d 'Say more; twice for everything'
complete -c vouch -n "__fish_vouch_using_subcommand credential; and __fish_seen_subcommand_from aws" -s q -l quiet -d 'Say nothing but errors and what is waited for'
complete -c vouch -n "__fish_vouch_using_subcommand credential; and __fish_seen_subcommand_from aws" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c vouch -n "__fish_vouch_using_subcommand exec" -l issuer -d 'The issuer to use: its URL, or its name in config.toml [env: VOUCH_ISSUER]' -r
complete -c vouch -n "__fish_vouch_using_subcommand exec" -l profile -d 'The profile, one that vouch wrote [env: AWS_PROFILE, AWS_DEFAULT_PROFILE] [default: vouch]' -r
complete -c vouch -n "__fish_vouch_using_subcommand exec" -l role -d 'The role, without a profile' -r
complete -c vouch -n "__fish_vouch_using_subcommand exec" -l region -d 'The region, in place of the profile\'s [env: AWS_REGION, AWS_DEFAULT_REGION]' -r
complete -c vouch -n "__fish_vouch_using_subcommand exec" -l duration -d 'How long the credentials shall be good, in place of what the profile says: 15m to 12h' -r
complete -c vouch -n "__fish_vouch_using_subcommand exec" -l source -d 'Whence the ID token comes that AWS is shown' -r -f -a "command\t'What a program prints, such as a CI\'s own or a cloud\'s'
env\t'A variable of the environment'
file\t'A file, read anew each time, such as Kubernetes keeps one'
github\t'The runner of GitHub Actions, for a job with `id-token: write`'
gitlab\t'A variable that a GitLab job\'s `id_tokens` fills'
session\t'The login at an issuer'"
complete -c vouch -n "__fish_vouch_using_subcommand exec" -l token-variable -d 'The variable that holds the token [default with `gitlab`: VOUCH_ID_TOKEN]' -r
complete -c vouch -n "__fish_vouch_using_subcommand exec" -l token-file -d 'The file that holds the token [env: AWS_WEB_IDENTITY_TOKEN_FILE]' -r -F
complete -c vouch -n "__fish_vouch_using_subcommand exec" -l token-command -d 'The program that prints the token, with its arguments; run without a shell' -r
complete -c vouch -n "__fish_vouch_using_subcommand exec" -l audience -d 'For whom the token must be [default with `github`: sts.amazonaws.com]' -r
complete -c vouch -n "__fish_vouch_using_subcommand exec" -l min-ttl -d 'How long they must be good from now, or new ones are asked for' -r
complete -c vouch -n "__fish_vouch_using_subcommand exec" -s v -l verbose -d 'Say more; twice for everything'
complete -c vouch -n "__fish_vouch_using_subcommand exec" -s q -l quiet -d 'Say nothing but errors and what is waited for'
complete -c vouch -n "__fish_vouch_using_subcommand exec" -l server -d 'Stay beside the program and serve it the credentials on loopback, new ones as long as the session lives: none are in its environment but the token of that endpoint'
complete -c vouch -n "__fish_vouch_using_subcommand exec" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c vouch -n "__fish_vouch_using_subcommand env" -l issuer -d 'The issuer to use: its URL, or its name in config.toml [env: VOUCH_ISSUER]' -r
complete -c vouch -n "__fish_vouch_using_subcommand env" -l profile -d 'The profile, one that vouch wrote [env: AWS_PROFILE, AWS_DEFAULT_PROFILE] [default: vouch]' -r
complete -c vouch -n "__fish_vouch_using_subcommand env" -l role -d 'The role, without a profile' -r
complete -c vouch -n "__fish_vouch_using_subcommand env" -l region -d 'The region, in place of the profile\'s [env: AWS_REGION, AWS_DEFAULT_REGION]' -r
complete -c vouch -n "__fish_vouch_using_subcommand env" -l duration -d 'How long the credentials shall be good, in place of what the profile says: 15m to 12h' -r
complete -c vouch -n "__fish_vouch_using_subcommand env" -l source -d 'Whence the ID token comes that AWS is shown' -r -f -a "command\t'What a program prints, such as a CI\'s own or a cloud\'s'
env\t'A variable of the environment'
file\t'A file, read anew each time, such as Kubernetes keeps one'
github\t'The runner of GitHub Actions, for a job with `id-token: write`'
gitlab\t'A variable that a GitLab job\'s `id_tokens` fills'
session\t'The login at an issuer'"
complete -c vouch -n "__fish_vouch_using_subcommand env" -l token-variable -d 'The variable that holds the token [default with `gitlab`: VOUCH_ID_TOKEN]' -r
complete -c vouch -n "__fish_vouch_using_subcommand env" -l token-file -d 'The file that holds the token [env: AWS_WEB_IDENTITY_TOKEN_FILE]' -r -F
complete -c vouch -n "__fish_vouch_using_subcommand env" -l token-command -d 'The program that prints the token, with its arguments; run without a shell' -r
complete -c vouch -n "__fish_vouch_using_subcommand env" -l audience -d 'For whom the token must be [default with `github`: sts.amazonaws.com]' -r
complete -c vouch -n "__fish_vouch_using_subcommand env" -l min-ttl -d 'How long they must be good from now, or new ones are asked for' -r
complete -c vouch -n "__fish_vouch_using_subcommand env" -l shell -d 'For which shell or reader; without it for the shell that runs vouch (Linux), else for the login shell [env: SHELL]' -r -f -a "bash\t'And every POSIX shell'
zsh\t''
fish\t''
powershell\t'Also that of Windows'
nushell\t'One object, for `from json | load-env`'
cmd\t'The command prompt of Windows'
xonsh\t''
dotenv\t'Lines NAME=value, for `docker run --env-file` and the like'
json\t'One object, for other programs'"
complete -c vouch -n "__fish_vouch_using_subcommand env" -s v -l verbose -d 'Say more; twice for everything'
complete -c vouch -n "__fish_vouch_using_subcommand env" -s q -l quiet -d 'Say nothing but errors and what is waited for'
complete -c vouch -n "__fish_vouch_using_subcommand env" -l unset -d 'Take the variables away again'
complete -c vouch -n "__fish_vouch_using_subcommand env" -l force -d 'Print them although stdout is a terminal, where they stay to be read'
complete -c vouch -n "__fish_vouch_using_subcommand env" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c vouch -n "__fish_vouch_using_subcommand console" -l issuer -d 'The issuer to use: its URL, or its name in config.toml [env: VOUCH_ISSUER]' -r
complete -c vouch -n "__fish_vouch_using_subcommand console" -l profile -d 'The profile, one that vouch wrote [env: AWS_PROFILE, AWS_DEFAULT_PROFILE] [default: vouch]' -r
complete -c vouch -n "__fish_vouch_using_subcommand console" -l role -d 'The role, without a profile' -r
complete -c vouch -n "__fish_vouch_using_subcommand console" -l region -d 'The region, in place of the profile\'s [env: AWS_REGION, AWS_DEFAULT_REGION]' -r
complete -c vouch -n "__fish_vouch_using_subcommand console" -l duration -d 'How long the credentials shall be good, in place of what the profile says: 15m to 12h' -r
complete -c vouch -n "__fish_vouch_using_subcommand console" -l source -d 'Whence the ID token comes that AWS is shown' -r -f -a "command\t'What a program prints, such as a CI\'s own or a cloud\'s'
env\t'A variable of the environment'
file\t'A file, read anew each time, such as Kubernetes keeps one'
github\t'The runner of GitHub Actions, for a job with `id-token: write`'
gitlab\t'A variable that a GitLab job\'s `id_tokens` fills'
session\t'The login at an issuer'"
complete -c vouch -n "__fish_vouch_using_subcommand console" -l token-variable -d 'The variable that holds the token [default with `gitlab`: VOUCH_ID_TOKEN]' -r
complete -c vouch -n "__fish_vouch_using_subcommand console" -l token-file -d 'The file that holds the token [env: AWS_WEB_IDENTITY_TOKEN_FILE]' -r -F
complete -c vouch -n "__fish_vouch_using_subcommand console" -l token-command -d 'The program that prints the token, with its arguments; run without a shell' -r
complete -c vouch -n "__fish_vouch_using_subcommand console" -l audience -d 'For whom the token must be [default with `github`: sts.amazonaws.com]' -r
complete -c vouch -n "__fish_vouch_using_subcommand console" -l destination -d 'Where in the console: a service such as `s3`, a path, or a URL of the console' -r
complete -c vouch -n "__fish_vouch_using_subcommand console" -s v -l verbose -d 'Say more; twice for everything'
complete -c vouch -n "__fish_vouch_using_subcommand console" -s q -l quiet -d 'Say nothing but errors and what is waited for'
complete -c vouch -n "__fish_vouch_using_subcommand console" -l print -d 'Print the URL that signs in, a secret for fifteen minutes, for a browser on another machine'
complete -c vouch -n "__fish_vouch_using_subcommand console" -l logout-first -d 'End the session that the browser has, which could be of another account, first'
complete -c vouch -n "__fish_vouch_using_subcommand console" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c vouch -n "__fish_vouch_using_subcommand serve" -l issuer -d 'The issuer to use: its URL, or its name in config.toml [env: VOUCH_ISSUER]' -r
complete -c vouch -n "__fish_vouch_using_subcommand serve" -l profile -d 'The profile, one that vouch wrote [env: AWS_PROFILE, AWS_DEFAULT_PROFILE] [default: vouch]' -r
complete -c vouch -n "__fish_vouch_using_subcommand serve" -l role -d 'The role, without a profile' -r
complete -c vouch -n "__fish_vouch_using_subcommand serve" -l region -d 'The region, in place of the profile\'s [env: AWS_REGION, AWS_DEFAULT_REGION]' -r
complete -c vouch -n "__fish_vouch_using_subcommand serve" -l duration -d 'How long the credentials shall be good, in place of what the profile says: 15m to 12h' -r
complete -c vouch -n "__fish_vouch_using_subcommand serve" -l source -d 'Whence the ID token comes that AWS is shown' -r -f -a "command\t'What a program prints, such as a CI\'s own or a cloud\'s'
env\t'A variable of the environment'
file\t'A file, read anew each time, such as Kubernetes keeps one'
github\t'The runner of GitHub Actions, for a job with `id-token: write`'
gitlab\t'A variable that a GitLab job\'s `id_tokens` fills'
session\t'The login at an issuer'"
complete -c vouch -n "__fish_vouch_using_subcommand serve" -l token-variable -d 'The variable that holds the token [default with `gitlab`: VOUCH_ID_TOKEN]' -r
complete -c vouch -n "__fish_vouch_using_subcommand serve" -l token-file -d 'The file that holds the token [env: AWS_WEB_IDENTITY_TOKEN_FILE]' -r -F
complete -c vouch -n "__fish_vouch_using_subcommand serve" -l token-command -d 'The program that prints the token, with its arguments; run without a shell' -r
complete -c vouch -n "__fish_vouch_using_subcommand serve" -l audience -d 'For whom the token must be [default with `github`: sts.amazonaws.com]' -r
complete -c vouch -n "__fish_vouch_using_subcommand serve" -l port -d 'The port; a free one where it isn\'t given' -r
complete -c vouch -n "__fish_vouch_using_subcommand serve" -l shell -d 'For which shell or reader the variables are printed' -r -f -a "bash\t'And every POSIX shell'
zsh\t''
fish\t''
powershell\t'Also that of Windows'
nushell\t'One object, for `from json | load-env`'
cmd\t'The command prompt of Windows'
xonsh\t''
dotenv\t'Lines NAME=value, for `docker run --env-file` and the like'
json\t'One object, for other programs'"
complete -c vouch -n "__fish_vouch_using_subcommand serve" -s v -l verbose -d 'Say more; twice for everything'
complete -c vouch -n "__fish_vouch_using_subcommand serve" -s q -l quiet -d 'Say nothing but errors and what is waited for'
complete -c vouch -n "__fish_vouch_using_subcommand serve" -l token-in-file -d 'Keep the token out of the programs\' environment, in a file that only you can read'
complete -c vouch -n "__fish_vouch_using_subcommand serve" -l json -d 'Print what a program needs to know, in one line of JSON'
complete -c vouch -n "__fish_vouch_using_subcommand serve" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c vouch -n "__fish_vouch_using_subcommand setup; and not __fish_seen_subcommand_from aws" -l issuer -d 'The issuer to use: its URL, or its name in config.toml [env: VOUCH_ISSUER]' -r
complete -c vouch -n "__fish_vouch_using_subcommand setup; and not __fish_seen_subcommand_from aws" -s v -l verbose -d 'Say more; twice for everything'
complete -c vouch -n "__fish_vouch_using_subcommand setup; and not __fish_seen_subcommand_from aws" -s q -l quiet -d 'Say nothing but errors and what is waited for'
complete -c vouch -n "__fish_vouch_using_subcommand setup; and not __fish_seen_subcommand_from aws" -s h -l help -d 'Print help'
complete -c vouch -n "__fish_vouch_using_subcommand setup; and not __fish_seen_subcommand_from aws" -f -a "aws" -d 'Write a profile that gets its credentials from vouch'
complete -c vouch -n "__fish_vouch_using_subcommand setup; and __fish_seen_subcommand_from aws" -l role -d 'The role to be given; repeatable; asked for, from those granted, if it is missing' -r
complete -c vouch -n "__fish_vouch_using_subcommand setup; and __fish_seen_subcommand_from aws" -l profile -d 'The profile\'s name; repeatable, once for each --role [default: vouch]' -r
complete -c vouch -n "__fish_vouch_using_subcommand setup; and __fish_seen_subcommand_from aws" -l name-template -d 'The profiles\' names, made from the roles: {account} (what config.toml calls it, else its number), {account_id}, {name} (of --profile), {path}, {role} [default for several: {name}-{account}-{role}]' -r
complete -c vouch -n "__fish_vouch_using_subcommand setup; and __fish_seen_subcommand_from aws" -l region -d 'The region of the profile and of the STS that is asked' -r
complete -c vouch -n "__fish_vouch_using_subcommand setup; and __fish_seen_subcommand_from aws" -l duration -d 'How long the credentials shall be good: 15m to 12h, as far as role and issuer allow; 1h at most with --via [default: 1h, or what the issuer grants if that is less]' -r
complete -c vouch -n "__fish_vouch_using_subcommand setup; and __fish_seen_subcommand_from aws" -l source -d 'Whence the ID token comes that AWS is shown' -r -f -a "command\t'What a program prints, such as a CI\'s own or a cloud\'s'
env\t'A variable of the environment'
file\t'A file, read anew each time, such as Kubernetes keeps one'
github\t'The runner of GitHub Actions, for a job with `id-token: write`'
gitlab\t'A variable that a GitLab job\'s `id_tokens` fills'
session\t'The login at an issuer'"
complete -c vouch -n "__fish_vouch_using_subcommand setup; and __fish_seen_subcommand_from aws" -l token-variable -d 'The variable that holds the token [default with `gitlab`: VOUCH_ID_TOKEN]' -r
complete -c vouch -n "__fish_vouch_using_subcommand setup; and __fish_seen_subcommand_from aws" -l token-file -d 'The file that holds the token [env: AWS_WEB_IDENTITY_TOKEN_FILE]' -r -F
complete -c vouch -n "__fish_vouch_using_subcommand setup; and __fish_seen_subcommand_from aws" -l token-command -d 'The program that prints the token, with its arguments; run without a shell' -r
complete -c vouch -n "__fish_vouch_using_subcommand setup; and __fish_seen_subcommand_from aws" -l audience -d 'For whom the token must be [default with `github`: sts.amazonaws.com]' -r
complete -c vouch -n "__fish_vouch_using_subcommand setup; and __fish_seen_subcommand_from aws" -l via -d 'A role on the way: the token is for the first one named, each next one is assumed from the one before, and the role itself from the last; repeatable' -r
complete -c vouch -n "__fish_vouch_using_subcommand setup; and __fish_seen_subcommand_from aws" -l external-id -d 'What the role\'s owner wants to hear, for the role itself' -r
complete -c vouch -n "__fish_vouch_using_subcommand setup; and __fish_seen_subcommand_from aws" -l tag -d 'A session tag of the role itself; repeatable' -r
complete -c vouch -n "__fish_vouch_using_subcommand setup; and __fish_seen_subcommand_from aws" -l transitive-tag -d 'The key of a --tag that travels: it is passed to the first role that is assumed from another, and all after it inherit it; repeatable' -r
complete -c vouch -n "__fish_vouch_using_subcommand setup; and __fish_seen_subcommand_from aws" -l source-identity -d 'Who is behind it, for the first role that is assumed from another and all after it' -r
complete -c vouch -n "__fish_vouch_using_subcommand setup; and __fish_seen_subcommand_from aws" -l session-name -d 'How the role\'s session is called; without --via, none but the person who is logged in' -r
complete -c vouch -n "__fish_vouch_using_subcommand setup; and __fish_seen_subcommand_from aws" -l policy -d 'A session policy (JSON): nothing that it doesn\'t allow as well can be done with the credentials' -r -F
complete -c vouch -n "__fish_vouch_using_subcommand setup; and __fish_seen_subcommand_from aws" -l policy-arn -d 'A managed policy as session policy, AWS\'s own or of the role\'s account; up to ten' -r
complete -c vouch -n "__fish_vouch_using_subcommand setup; and __fish_seen_subcommand_from aws" -l max-auth-age -d 'How long ago the key may have been touched; else log in again' -r
complete -c vouch -n "__fish_vouch_using_subcommand setup; and __fish_seen_subcommand_from aws" -l issuer -d 'The issuer to use: its URL, or its name in config.toml [env: VOUCH_ISSUER]' -r
complete -c vouch -n "__fish_vouch_using_subcommand setup; and __fish_seen_subcommand_from aws" -l discover -d 'List the roles that the issuer grants, and write a profile for each or for the chosen ones'
complete -c vouch -n "__fish_vouch_using_subcommand setup; and __fish_seen_subcommand_from aws" -l read-only-twin -d 'Write a second profile, NAME-ro, that AWS lets read and nothing else; with --remove, take out that one alone'
complete -c vouch -n "__fish_vouch_using_subcommand setup; and __fish_seen_subcommand_from aws" -l for-windows -d 'On WSL: write what programs of Windows can run, into the file of Windows that AWS_CONFIG_FILE names'
complete -c vouch -n "__fish_vouch_using_subcommand setup; and __fish_seen_subcommand_from aws" -l fix -d 'Make comments of the lines that keep AWS tools from running vouch, and mend what they can\'t read'
complete -c vouch -n "__fish_vouch_using_subcommand setup; and __fish_seen_subcommand_from aws" -l dry-run -d 'Print what would change, and change nothing'
complete -c vouch -n "__fish_vouch_using_subcommand setup; and __fish_seen_subcommand_from aws" -l print -d 'Print the sections, and write nothing'
complete -c vouch -n "__fish_vouch_using_subcommand setup; and __fish_seen_subcommand_from aws" -l json -d 'Print what was done, or would be, as JSON'
complete -c vouch -n "__fish_vouch_using_subcommand setup; and __fish_seen_subcommand_from aws" -l remove -d 'Take the profiles out again, and their read-only twins'
complete -c vouch -n "__fish_vouch_using_subcommand setup; and __fish_seen_subcommand_from aws" -l all -d 'With --remove: every profile that calls vouch'
complete -c vouch -n "__fish_vouch_using_subcommand setup; and __fish_seen_subcommand_from aws" -l undo -d 'Put the files back as they were before the last change, if nothing else changed them since'
complete -c vouch -n "__fish_vouch_using_subcommand setup; and __fish_seen_subcommand_from aws" -s v -l verbose -d 'Say more; twice for everything'
complete -c vouch -n "__fish_vouch_using_subcommand setup; and __fish_seen_subcommand_from aws" -s q -l quiet -d 'Say nothing but errors and what is waited for'
complete -c vouch -n "__fish_vouch_using_subcommand setup; and __fish_seen_subcommand_from aws" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c vouch -n "__fish_vouch_using_subcommand trust; and not __fish_seen_subcommand_from lint print revoke test" -l issuer -d 'The issuer to use: its URL, or its name in config.toml [env: VOUCH_ISSUER]' -r
complete -c vouch -n "__fish_vouch_using_subcommand trust; and not __fish_seen_subcommand_from lint print revoke test" -s v -l verbose -d 'Say more; twice for everything'
complete -c vouch -n "__fish_vouch_using_subcommand trust; and not __fish_seen_subcommand_from lint print revoke test" -s q -l quiet -d 'Say nothing but errors and what is waited for'
complete -c vouch -n "__fish_vouch_using_subcommand trust; and not __fish_seen_subcommand_from lint print revoke test" -s h -l help -d 'Print help'
complete -c vouch -n "__fish_vouch_using_subcommand trust; and not __fish_seen_subcommand_from lint print revoke test" -f -a "lint" -d 'Find what is wrong with trust policies'
complete -c vouch -n "__fish_vouch_using_subcommand trust; and not __fish_seen_subcommand_from lint print revoke test" -f -a "print" -d 'Print the identity provider and the role for this issuer'
complete -c vouch -n "__fish_vouch_using_subcommand trust; and not __fish_seen_subcommand_from lint print revoke test" -f -a "revoke" -d 'Print the policy that cuts off the AWS sessions that a person has already'
complete -c vouch -n "__fish_vouch_using_subcommand trust; and not __fish_seen_subcommand_from lint print revoke test" -f -a "test" -d 'Tell what AWS would answer to a token'
complete -c vouch -n "__fish_vouch_using_subcommand trust; and __fish_seen_subcommand_from lint" -l allow -d 'A rule to pass over; may be given again' -r
complete -c vouch -n "__fish_vouch_using_subcommand trust; and __fish_seen_subcommand_from lint" -l format -d 'The form of the report' -r -f -a "json\t'For programs'
sarif\t'For code scanning'
text\t'For people'"
complete -c vouch -n "__fish_vouch_using_subcommand trust; and __fish_seen_subcommand_from lint" -l deny -d 'The mildest finding that makes the command fail: note, warning or error' -r
complete -c vouch -n "__fish_vouch_using_subcommand trust; and __fish_seen_subcommand_from lint" -l explain -d 'Print what a rule is about instead' -r
complete -c vouch -n "__fish_vouch_using_subcommand trust; and __fish_seen_subcommand_from lint" -l client-id -d 'A client ID that IAM\'s provider of the issuer lists; may be given again' -r
complete -c vouch -n "__fish_vouch_using_subcommand trust; and __fish_seen_subcommand_from lint" -l account -d 'The account that the roles are in' -r
complete -c vouch -n "__fish_vouch_using_subcommand trust; and __fish_seen_subcommand_from lint" -l partition -d 'The partition that the roles are in, such as aws-cn' -r
complete -c vouch -n "__fish_vouch_using_subcommand trust; and __fish_seen_subcommand_from lint" -l issuer -d 'The issuer to use: its URL, or its name in config.toml [env: VOUCH_ISSUER]' -r
complete -c vouch -n "__fish_vouch_using_subcommand trust; and __fish_seen_subcommand_from lint" -l json -d 'Print JSON'
complete -c vouch -n "__fish_vouch_using_subcommand trust; and __fish_seen_subcommand_from lint" -l fix -d 'Mend what is certain in JSON, and report the rest'
complete -c vouch -n "__fish_vouch_using_subcommand trust; and __fish_seen_subcommand_from lint" -l dry-run -d 'With --fix: print what would change, write nothing'
complete -c vouch -n "__fish_vouch_using_subcommand trust; and __fish_seen_subcommand_from lint" -l tags -d 'The issuer\'s tokens carry session tags'
complete -c vouch -n "__fish_vouch_using_subcommand trust; and __fish_seen_subcommand_from lint" -l source-identity -d 'The issuer\'s tokens carry a source identity'
complete -c vouch -n "__fish_vouch_using_subcommand trust; and __fish_seen_subcommand_from lint" -s v -l verbose -d 'Say more; twice for everything'
complete -c vouch -n "__fish_vouch_using_subcommand trust; and __fish_seen_subcommand_from lint" -s q -l quiet -d 'Say nothing but errors and what is waited for'
complete -c vouch -n "__fish_vouch_using_subcommand trust; and __fish_seen_subcommand_from lint" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c vouch -n "__fish_vouch_using_subcommand trust; and __fish_seen_subcommand_from print" -l format -d 'In which form' -r -f -a "policy\t'The JSON of the role\'s trust policy'
aws-cli\t'A shell script that calls the AWS CLI; it can be run again'
cloudformation\t'A CloudFormation template in YAML'
terraform\t'Resources for Terraform and OpenTofu'"
complete -c vouch -n "__fish_vouch_using_subcommand trust; and __fish_seen_subcommand_from print" -l for -d 'For whose tokens: those of our own issuer, or of another provider' -r -f -a "vouch\t'People who log in with vouch'
github\t'Workflows of GitHub Actions'
gitlab\t'Pipelines of GitLab'
eks\t'Pods of a service account in an EKS cluster'
vendor\t'Another account, with an external ID'
oidc\t'Exact subjects of any OpenID Connect provider'"
complete -c vouch -n "__fish_vouch_using_subcommand trust; and __fish_seen_subcommand_from print" -l role -d 'The role: its name, with PATH/ before it if it has one, or its ARN' -r
complete -c vouch -n "__fish_vouch_using_subcommand trust; and __fish_seen_subcommand_from print" -l account -d 'The account that the role is in; again for further ones, each with a role and a provider' -r
complete -c vouch -n "__fish_vouch_using_subcommand trust; and __fish_seen_subcommand_from print" -l hub -d 'An account that has the provider; the roles in the others are assumed from its role' -r
complete -c vouch -n "__fish_vouch_using_subcommand trust; and __fish_seen_subcommand_from print" -l partition -d 'The partition of the accounts [default: aws]' -r
complete -c vouch -n "__fish_vouch_using_subcommand trust; and __fish_seen_subcommand_from print" -l thumbprint -d 'A thumbprint for the provider; AWS needs none where a public authority signed the certificate' -r
complete -c vouch -n "__fish_vouch_using_subcommand trust; and __fish_seen_subcommand_from print" -l client-id -d 'The client ID that the provider takes [default: what is usual for it; for our own issuer its URL without https://]' -r
complete -c vouch -n "__fish_vouch_using_subcommand trust; and __fish_seen_subcommand_from print" -l subject -d 'A person whom the role is for, usually an email address; again for further ones' -r
complete -c vouch -n "__fish_vouch_using_subcommand trust; and __fish_seen_subcommand_from print" -l domain -d 'Everybody who was invited at this domain; again for further ones' -r
complete -c vouch -n "__fish_vouch_using_subcommand trust; and __fish_seen_subcommand_from print" -l tag -d 'Those whose tokens carry this session tag, `email` or `domain`; again for further values' -r
complete -c vouch -n "__fish_vouch_using_subcommand trust; and __fish_seen_subcommand_from print" -l provider -d 'eks, oidc: the provider\'s URL; github, gitlab: that of your own server' -r
complete -c vouch -n "__fish_vouch_using_subcommand trust; and __fish_seen_subcommand_from print" -l repository -d 'github: the repository, OWNER/NAME, or OWNER@ID/NAME@ID where `sub` has the numbers' -r
complete -c vouch -n "__fish_vouch_using_subcommand trust; and __fish_seen_subcommand_from print" -l environment -d 'github: jobs of this environment' -r
complete -c vouch -n "__fish_vouch_using_subcommand trust; and __fish_seen_subcommand_from print" -l branch -d 'github, gitlab: jobs of this branch; at GitHub those without an environment' -r
complete -c vouch -n "__fish_vouch_using_subcommand trust; and __fish_seen_subcommand_from print" -l git-tag -d 'github, gitlab: jobs of this Git tag; at GitHub those without an environment' -r
complete -c vouch -n "__fish_vouch_using_subcommand trust; and __fish_seen_subcommand_from print" -l project -d 'gitlab: the project, GROUP/PROJECT' -r
complete -c vouch -n "__fish_vouch_using_subcommand trust; and __fish_seen_subcommand_from print" -l namespace -d 'eks: the namespace of the service account' -r
complete -c vouch -n "__fish_vouch_using_subcommand trust; and __fish_seen_subcommand_from print" -l service-account -d 'eks: the service account' -r
complete -c vouch -n "__fish_vouch_using_subcommand trust; and __fish_seen_subcommand_from print" -l vendor -d 'vendor: its account' -r
complete -c vouch -n "__fish_vouch_using_subcommand trust; and __fish_seen_subcommand_from print" -l external-id -d 'vendor: what it must name, so that it can\'t be used for somebody else\'s role' -r
complete -c vouch -n "__fish_vouch_using_subcommand trust; and __fish_seen_subcommand_from print" -l issuer -d 'The issuer to use: its URL, or its name in config.toml [env: VOUCH_ISSUER]' -r
complete -c vouch -n "__fish_vouch_using_subcommand trust; and __fish_seen_subcommand_from print" -l existing-provider -d 'The provider is there already, and takes the client ID: make the role only'
complete -c vouch -n "__fish_vouch_using_subcommand trust; and __fish_seen_subcommand_from print" -l software-keys -d 'Let software keys in as well, not only hardware that proved it'
complete -c vouch -n "__fish_vouch_using_subcommand trust; and __fish_seen_subcommand_from print" -l no-tags -d 'The grant says `tags = "none"`: the tokens carry no session tags'
complete -c vouch -n "__fish_vouch_using_subcommand trust; and __fish_seen_subcommand_from print" -l source-identity -d 'The grant says `source_identity = true`: the tokens carry one'
complete -c vouch -n "__fish_vouch_using_subcommand trust; and __fish_seen_subcommand_from print" -s v -l verbose -d 'Say more; twice for everything'
complete -c vouch -n "__fish_vouch_using_subcommand trust; and __fish_seen_subcommand_from print" -s q -l quiet -d 'Say nothing but errors and what is waited for'
complete -c vouch -n "__fish_vouch_using_subcommand trust; and __fish_seen_subcommand_from print" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c vouch -n "__fish_vouch_using_subcommand trust; and __fish_seen_subcommand_from revoke" -l before -d 'Cut off what began before this time, such as 2026-01-01T12:00:00Z [default: in ten minutes, as long as a token that is out there opens a session]' -r
complete -c vouch -n "__fish_vouch_using_subcommand trust; and __fish_seen_subcommand_from revoke" -l role -d 'A role that the person had: print the commands that attach the policy; again for further ones' -r
complete -c vouch -n "__fish_vouch_using_subcommand trust; and __fish_seen_subcommand_from revoke" -l issuer -d 'The issuer to use: its URL, or its name in config.toml [env: VOUCH_ISSUER]' -r
complete -c vouch -n "__fish_vouch_using_subcommand trust; and __fish_seen_subcommand_from revoke" -s v -l verbose -d 'Say more; twice for everything'
complete -c vouch -n "__fish_vouch_using_subcommand trust; and __fish_seen_subcommand_from revoke" -s q -l quiet -d 'Say nothing but errors and what is waited for'
complete -c vouch -n "__fish_vouch_using_subcommand trust; and __fish_seen_subcommand_from revoke" -s h -l help -d 'Print help'
complete -c vouch -n "__fish_vouch_using_subcommand trust; and __fish_seen_subcommand_from test" -l policy -d 'The role\'s trust policy (JSON); `-` is stdin' -r -F
complete -c vouch -n "__fish_vouch_using_subcommand trust; and __fish_seen_subcommand_from test" -l token -d 'The token; `-` is stdin. Without it, the issuer is asked for one for `--role`' -r -F
complete -c vouch -n "__fish_vouch_using_subcommand trust; and __fish_seen_subcommand_from test" -l role -d 'The role; without it, the one that the token is for, or any in the policy\'s account' -r
complete -c vouch -n "__fish_vouch_using_subcommand trust; and __fish_seen_subcommand_from test" -l jwks -d 'The issuer\'s key set (JSON); without it, the issuer is asked' -r -F
complete -c vouch -n "__fish_vouch_using_subcommand trust; and __fish_seen_subcommand_from test" -l client-id -d 'A client ID that IAM\'s provider of the issuer lists; may be given again. Without it, the token\'s own' -r
complete -c vouch -n "__fish_vouch_using_subcommand trust; and __fish_seen_subcommand_from test" -l at -d 'When AWS is asked, such as 2026-11-23T12:00:00Z; without it, now' -r
complete -c vouch -n "__fish_vouch_using_subcommand trust; and __fish_seen_subcommand_from test" -l session-name -d 'What the session is called; without it, the token\'s `sub`' -r
complete -c vouch -n "__fish_vouch_using_subcommand trust; and __fish_seen_subcommand_from test" -l duration -d 'How long the credentials are asked for' -r
complete -c vouch -n "__fish_vouch_using_subcommand trust; and __fish_seen_subcommand_from test" -l request-tag -d 'A session tag to try as if the token carried it; may be given again' -r
complete -c vouch -n "__fish_vouch_using_subcommand trust; and __fish_seen_subcommand_from test" -l request -d 'A file with a recorded request, or a list of them (JSON); `-` is stdin' -r -F
complete -c vouch -n "__fish_vouch_using_subcommand trust; and __fish_seen_subcommand_from test" -l issuer -d 'The issuer to use: its URL, or its name in config.toml [env: VOUCH_ISSUER]' -r
complete -c vouch -n "__fish_vouch_using_subcommand trust; and __fish_seen_subcommand_from test" -l json -d 'Print JSON'
complete -c vouch -n "__fish_vouch_using_subcommand trust; and __fish_seen_subcommand_from test" -s v -l verbose -d 'Say more; twice for everything'
complete -c vouch -n "__fish_vouch_using_subcommand trust; and __fish_seen_subcommand_from test" -s q -l quiet -d 'Say nothing but errors and what is waited for'
complete -c vouch -n "__fish_vouch_using_subcommand trust; and __fish_seen_subcommand_from test" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c vouch -n "__fish_vouch_using_subcommand explain" -l issuer -d 'The issuer to use: its URL, or its name in config.toml [env: VOUCH_ISSUER]' -r
complete -c vouch -n "__fish_vouch_using_subcommand explain" -l policy -d 'The role\'s trust policy (JSON); `-` is stdin' -r -F
complete -c vouch -n "__fish_vouch_using_subcommand explain" -l profile -d 'An AWS profile that may read the role: its trust policy is fetched with the AWS CLI' -r
complete -c vouch -n "__fish_vouch_using_subcommand explain" -s v -l verbose -d 'Say more; twice for everything'
complete -c vouch -n "__fish_vouch_using_subcommand explain" -s q -l quiet -d 'Say nothing but errors and what is waited for'
complete -c vouch -n "__fish_vouch_using_subcommand explain" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c vouch -n "__fish_vouch_using_subcommand doctor" -l issuer -d 'The issuer to use: its URL, or its name in config.toml [env: VOUCH_ISSUER]' -r
complete -c vouch -n "__fish_vouch_using_subcommand doctor" -s v -l verbose -d 'Say more; twice for everything'
complete -c vouch -n "__fish_vouch_using_subcommand doctor" -s q -l quiet -d 'Say nothing but errors and what is waited for'
complete -c vouch -n "__fish_vouch_using_subcommand doctor" -l json -d 'Print the report as JSON'
complete -c vouch -n "__fish_vouch_using_subcommand doctor" -l fix -d 'Mend what can safely be mended: permissions'
complete -c vouch -n "__fish_vouch_using_subcommand doctor" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c vouch -n "__fish_vouch_using_subcommand log" -l issuer -d 'The issuer to use: its URL, or its name in config.toml [env: VOUCH_ISSUER]' -r
complete -c vouch -n "__fish_vouch_using_subcommand log" -l since -d 'Only what is no older than this' -r
complete -c vouch -n "__fish_vouch_using_subcommand log" -l limit -d 'Only the latest so many' -r
complete -c vouch -n "__fish_vouch_using_subcommand log" -l role -d 'Only of this role: its ARN, or its name' -r
complete -c vouch -n "__fish_vouch_using_subcommand log" -s v -l verbose -d 'Say more; twice for everything'
complete -c vouch -n "__fish_vouch_using_subcommand log" -s q -l quiet -d 'Say nothing but errors and what is waited for'
complete -c vouch -n "__fish_vouch_using_subcommand log" -l json -d 'Print JSON, an exchange a line'
complete -c vouch -n "__fish_vouch_using_subcommand log" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c vouch -n "__fish_vouch_using_subcommand completions" -l issuer -d 'The issuer to use: its URL, or its name in config.toml [env: VOUCH_ISSUER]' -r
complete -c vouch -n "__fish_vouch_using_subcommand completions" -s v -l verbose -d 'Say more; twice for everything'
complete -c vouch -n "__fish_vouch_using_subcommand completions" -s q -l quiet -d 'Say nothing but errors and what is waited for'
complete -c vouch -n "__fish_vouch_using_subcommand completions" -s h -l help -d 'Print help'
complete -c vouch -n "__fish_vouch_using_subcommand man" -l issuer -d 'The issuer to use: its URL, or its name in config.toml [env: VOUCH_ISSUER]' -r
complete -c vouch -n "__fish_vouch_using_subcommand man" -s v -l verbose -d 'Say more; twice for everything'
complete -c vouch -n "__fish_vouch_using_subcommand man" -s q -l quiet -d 'Say nothing but errors and what is waited for'
complete -c vouch -n "__fish_vouch_using_subcommand man" -s h -l help -d 'Print help'
