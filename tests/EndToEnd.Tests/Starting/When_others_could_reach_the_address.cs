using System.Diagnostics;

namespace Corporation.EndToEnd.Tests.Starting;

/// <summary>There is no authentication yet, so every program refuses to listen where another machine could reach it, and makes nothing before that.</summary>
public sealed class When_others_could_reach_the_address
{
    [Theory]
    [InlineData("corp.dll", "up --url {url} --data {state}", "", "")]
    [InlineData("corp.dll", "up --role headquarters --url {url} --database Host=127.0.0.1", "", "")]
    [InlineData("corp.dll", "up --role local_worker --url {url} --data {state}", "", "")]
    [InlineData("corp.dll", "up --url http://127.0.0.1:0 --data {state}", "", "Kestrel__Endpoints__Outer__Url={url}")]
    [InlineData("Corporation.Hq.dll", "--urls {url} --Database:ConnectionString Host=127.0.0.1", "HEADQUARTERS", "")]
    [InlineData("Corporation.Hq.dll", "--Database:ConnectionString Host=127.0.0.1", "HEADQUARTERS", "ASPNETCORE_URLS=http://127.0.0.1:0;{url}")]
    [InlineData("Corporation.Hq.dll", "--StateFolder {state} --urls {url}", "STANDALONE_NODE", "")]
    [InlineData("Corporation.Hq.dll", "--StateFolder {state} --urls {url}", "LOCAL_WORKER", "")]
    [InlineData("Corporation.Factory.dll", "--StateFolder {state} --urls {url}", "LOCAL_WORKER", "")]
    [InlineData("Corporation.Factory.dll", "--StateFolder {state}", "LOCAL_WORKER", "ASPNETCORE_URLS={url}")]
    [InlineData("Corporation.Factory.dll", "--StateFolder {state} --urls http://127.0.0.1:0", "LOCAL_WORKER", "ASPNETCORE_Kestrel__Endpoints__Outer__Url={url}")]
    [InlineData("Corporation.Factory.dll", "--StateFolder {state} --Kestrel:Endpoints:Outer:Url {url}", "LOCAL_WORKER", "")]
    public async Task The_program_refuses_it_with_the_reason_and_leaves_nothing_behind(string program, string arguments, string role, string variable)
    {
        const string Url = "http://0.0.0.0:0";
        using var folder = new TemporaryFolder();
        var state = Path.Combine(folder.Path, "state");
        string Filled(string text) => text.Replace("{url}", Url, StringComparison.Ordinal).Replace("{state}", state, StringComparison.Ordinal);

        var (code, error) = await RunAsync(program, Filled(arguments).Split(' '), role, Filled(variable));

        Assert.Equal(2, code);
        Assert.Contains($"'{Url}'", error, StringComparison.Ordinal);
        Assert.Contains("no authentication", error, StringComparison.Ordinal);
        Assert.Contains("Use 127.0.0.1", error, StringComparison.Ordinal);
        Assert.False(Path.Exists(state));
    }

    private static async Task<(int Code, string Error)> RunAsync(string program, string[] arguments, string role, string variable)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, program), .. arguments])
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };
        start.Environment["FACTORY_ROLE"] = role;
        start.Environment["MASSTRANSIT_USAGE_TELEMETRY"] = "false";
        if (variable.Split('=', 2) is [var name, var value])
            start.Environment[name] = value;

        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, await error);
    }
}
