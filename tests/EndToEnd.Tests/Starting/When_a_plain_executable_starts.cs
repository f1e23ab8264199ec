using System.Diagnostics;
using Corporation.EndToEnd.Tests.Dying;

namespace Corporation.EndToEnd.Tests.Starting;

/// <summary><c>Corporation.Factory</c> and <c>Corporation.Hq</c> without the command line around them.</summary>
[Collection(FleetCollection.Name)]
public sealed class When_a_plain_executable_starts(Fleet fleet) : IAsyncLifetime
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => await fleet.HealAsync();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task The_factory_joins_the_fleet_and_goes_when_it_is_told_to()
    {
        await using var plain = await fleet.StartPlainFactoryAsync("plain");
        await Fleet.UntilAsync(() => plain.IsUsableAsync(Token), "HQ has accepted it");
        var kinds = await fleet.Clients[0].ListKindsAsync(Token);
        Assert.Contains("plain", kinds.Kinds.Single(kind => kind.MissionKind == "echo").Factories);

        await plain.TerminateAsync();

        await Fleet.UntilAsync(async () => !(await fleet.Clients[0].ListKindsAsync(Token)).Kinds.Any(kind => kind.Factories.Contains("plain")), "HQ has let it go");
    }

    [Theory]
    [InlineData("Corporation.Factory.dll", "", "", 2, "StateFolder is not set")]
    [InlineData("Corporation.Factory.dll", "--StateFolder {folder} --Bus:Kind nats", "", 2, "Bus:Kind is 'nats'")]
    [InlineData("Corporation.Factory.dll", "--StateFolder {folder} --Bus:Kind in-memory", "", 2, "must reach other processes")]
    [InlineData("Corporation.Factory.dll", "--StateFolder {folder}", "HEADQUARTERS", 2, "Start Corporation.Hq for that")]
    [InlineData("Corporation.Factory.dll", "--StateFolder {folder} --urls {taken}", "", 3, "can't serve its health checks")]
    [InlineData("Corporation.Hq.dll", "--Bus:Kind rabbitmq --Database:ConnectionString Host=127.0.0.1", "HEADQUARTERS", 2, "Bus:RabbitMqUrl is not set")]
    [InlineData("Corporation.Hq.dll", "--StateFolder {folder} --Bus:Kind in-memory", "LOCAL_WORKER", 2, "must reach other processes")]
    [InlineData("Corporation.Hq.dll", "--StateFolder {folder} --urls {taken}", "STANDALONE_NODE", 3, "can't listen")]
    public async Task What_hinders_it_is_said_in_a_sentence_and_by_the_exit_code(string program, string arguments, string role, int code, string sentence)
    {
        using var folder = new TemporaryFolder();
        var written = arguments.Replace("{folder}", folder.Path, StringComparison.Ordinal)
            .Replace("{taken}", fleet.Headquarters[0].Url.ToString(), StringComparison.Ordinal);
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, program), .. written.Split(' ', StringSplitOptions.RemoveEmptyEntries)])
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };
        start.Environment["FACTORY_ROLE"] = role;
        start.Environment["UA_REDIS_URL"] = fleet.Redis.Url.ToString();
        start.Environment["MASSTRANSIT_USAGE_TELEMETRY"] = "false";

        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync(Token);
        await process.StandardOutput.ReadToEndAsync(Token);
        await process.WaitForExitAsync(Token);

        Assert.Contains(sentence, await error, StringComparison.Ordinal);
        Assert.Equal(code, process.ExitCode);
    }
}
