using System.CommandLine;
using System.Text.Json;
using Corporation.Cli.Showing;
using Corporation.Client;
using Corporation.Contracts.Json;
using Spectre.Console;

namespace Corporation.Cli.Invoking;

/// <summary>One run of one command: what was asked, and where to answer.</summary>
internal sealed class Invocation
{
    private readonly ParseResult _parse;
    private readonly Lazy<IMissionClient> _client;
    private readonly Lazy<IFleetClient> _fleet;

    public Invocation(CliWorld world, GlobalOptions options, ParseResult parse)
    {
        World = world;
        _parse = parse;
        Json = parse.GetValue(options.Json);
        Colors = !parse.GetValue(options.NoColor) && string.IsNullOrEmpty(world.Variable("NO_COLOR"));
        Screen = Screens.Create(world.Out, world.OutIsTerminal, Colors, world.Window()?.Columns ?? Screens.RedirectedWidth(world));
        _client = new Lazy<IMissionClient>(() => world.Connect(HqUrl(world, parse.GetValue(options.Hq))));
        _fleet = new Lazy<IFleetClient>(() => world.ConnectFleet(HqUrl(world, parse.GetValue(options.Hq))));
    }

    public CliWorld World { get; }

    public bool Json { get; }

    public bool Colors { get; }

    /// <summary>Stdout for people; say nothing on it when <see cref="Json"/>.</summary>
    public IAnsiConsole Screen { get; }

    public IMissionClient Client => _client.Value;

    public IFleetClient Fleet => _fleet.Value;

    public TimeProvider Time => World.Time;

    public DateTimeOffset Now => World.Time.GetUtcNow();

    /// <summary>True when a table may be drawn over and over in place.</summary>
    public bool Live => !Json && World.OutIsTerminal && Screen.Profile.Capabilities.Ansi;

    public T? Get<T>(Option<T> option) => _parse.GetValue(option);

    public T? Get<T>(Argument<T> argument) => _parse.GetValue(argument);

    /// <summary>Takes the size that the terminal has now, for what is drawn over and over; somebody may have changed it.</summary>
    public void FitScreen()
    {
        if (World.Window() is not { } size || (size.Columns == Screen.Profile.Width && size.Lines == Screen.Profile.Height))
            return;
        (Screen.Profile.Width, Screen.Profile.Height) = (size.Columns, size.Lines);

        // What was drawn for another size lies about anywhere.
        Screen.Clear();
    }

    /// <summary>Writes one JSON object as one line.</summary>
    public void WriteJson<T>(T value)
    {
        World.Out.WriteLine(JsonSerializer.Serialize(value, ContractsJson.Http));
        World.Out.Flush();
    }

    /// <summary>Something for people beside the answer; on stderr, so that it never mixes with it.</summary>
    public void Note(string message) => World.Error.WriteLine(message);

    private static Uri HqUrl(CliWorld world, string? option)
    {
        var text = option ?? (world.Variable(HqLocation.UrlVariable) is { Length: > 0 } variable ? variable : HqLocation.DefaultUrl);

        if (!Uri.TryCreate(text.EndsWith('/') ? text : text + "/", UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https"))
            throw CliException.BadInput(
                $"HQ's URL '{text}' is not an http or https URL. Give one like {HqLocation.DefaultUrl} with --hq or {HqLocation.UrlVariable}.");

        return url;
    }
}
