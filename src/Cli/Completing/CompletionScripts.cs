namespace Corporation.Cli.Completing;

/// <summary>The scripts. Each asks <c>corp "[suggest:POSITION]" "LINE"</c>, the parser's own directive.</summary>
internal static class CompletionScripts
{
    // The first word becomes a plain "corp", whatever path it was typed with: the parser knows itself by that name.
    private const string Bash = """
        _corp_complete() {
            local first="${COMP_WORDS[0]}"
            local line="corp${COMP_LINE#"$first"}"
            local position=$(( COMP_POINT - ${#first} + 4 ))
            local IFS=$'\n'
            COMPREPLY=($(compgen -W "$("$first" "[suggest:${position}]" "$line" 2>/dev/null)" -- "${COMP_WORDS[COMP_CWORD]}"))
        }
        complete -F _corp_complete corp ./corp

        """;

    private const string Zsh = """
        #compdef corp
        _corp() {
            local line="corp ${words[2,-1]}"
            local -a suggestions
            suggestions=("${(@f)$("${words[1]}" "[suggest:${#line}]" "$line" 2>/dev/null)}")
            compadd -- $suggestions
        }
        compdef _corp corp

        """;

    private const string Fish = """
        function __corp_complete
            set -l words (commandline -opc) (commandline -ct)
            set -l line "corp "(string join ' ' -- $words[2..-1])
            $words[1] "[suggest:"(string length -- "$line")"]" "$line" 2>/dev/null
        end
        complete -f -c corp -a "(__corp_complete)"

        """;

    public static string For(string shell) => shell switch
    {
        "bash" => Bash,
        "zsh" => Zsh,
        _ => Fish,
    };
}
