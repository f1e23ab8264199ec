using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Corporation.Cli.Invoking;
using Microsoft.Extensions.Time.Testing;

namespace Corporation.Cli.Tests.Faking;

/// <summary>Runs <c>corp</c> in this process, without a terminal.</summary>
[SuppressMessage("Design", "CA1001", Justification = "A StringWriter holds nothing that must be freed.")]
internal sealed class Terminal
{
    private readonly StringWriter _out = new() { NewLine = "\n" };
    private readonly StringWriter _error = new() { NewLine = "\n" };

    public FakeMissionClient Hq { get; } = new();

    public FakeFleetClient Fleet { get; } = new();

    public TimeProvider Time { get; set; } = new FakeTimeProvider(Samples.Now);

    public Dictionary<string, string> Variables { get; } = [];

    public string Typed { get; set; } = "";

    public bool InIsTerminal { get; set; }

    public Uri? ConnectedTo { get; private set; }

    public string Out => _out.ToString();

    public string Error => _error.ToString();

    public string[] Lines => Out.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    public JsonElement Json => JsonSerializer.Deserialize<JsonElement>(Lines[^1]);

    public Task<int> RunAsync(params string[] args) => RunAsync(TestContext.Current.CancellationToken, args);

    public Task<int> RunAsync(CancellationToken cancellationToken, params string[] args) => CorpApp.RunAsync(
        args,
        new CliWorld
        {
            Out = _out,
            Error = _error,
            In = new StringReader(Typed),
            OutIsTerminal = false,
            ErrorIsTerminal = false,
            InIsTerminal = InIsTerminal,
            Variable = Variables.GetValueOrDefault,
            Connect = url =>
            {
                ConnectedTo = url;
                return Hq;
            },
            ConnectFleet = _ => Fleet,
            Time = Time,
        },
        cancellationToken);
}
