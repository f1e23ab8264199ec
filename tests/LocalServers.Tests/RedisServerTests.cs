using System.Diagnostics;
using System.Globalization;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;

namespace Corporation.LocalServers.Tests;

public sealed class RedisServerTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_killed_server_comes_back_on_its_port_with_what_it_had_flushed()
    {
        await using var server = await RedisServer.StartAsync(new RedisServerOptions { AppendOnly = true, AppendFsync = "always" }, Token);
        var port = server.Port;
        var process = server.ProcessId;
        await server.ExecuteAsync("SET", "mission", "paint the chassis");

        await server.KillAsync();
        Assert.False(server.IsRunning);
        Assert.False(IsAlive(process));
        await server.RestartAsync(Token);

        Assert.Equal(port, server.Port);
        Assert.NotEqual(process, server.ProcessId);
        Assert.Equal("paint the chassis", await server.ExecuteAsync("GET", "mission"));
    }

    [Fact]
    public async Task A_suspended_server_answers_nobody_until_it_is_resumed()
    {
        await using var server = await RedisServer.StartAsync(new RedisServerOptions(), Token);

        await server.SuspendAsync();
        using var client = new TcpClient();
        await client.ConnectAsync(LocalServer.Host, server.Port, Token);
        await client.GetStream().WriteAsync("PING\r\n"u8.ToArray(), Token);
        var state = await File.ReadAllTextAsync($"/proc/{server.ProcessId}/status", Token);
        Assert.Contains("stopped", state, StringComparison.Ordinal);
        Assert.Equal(0, client.Available);

        await server.ResumeAsync();
        Assert.Equal("PONG", await server.ExecuteAsync("PING"));
    }

    [Fact]
    public async Task A_suspended_server_is_killed_like_any_other()
    {
        var server = await RedisServer.StartAsync(new RedisServerOptions(), Token);
        var process = server.ProcessId;
        await server.SuspendAsync();

        await server.DisposeAsync();

        Assert.False(IsAlive(process));
    }

    [Fact]
    public async Task The_options_are_what_the_server_runs_with()
    {
        var options = new RedisServerOptions { Password = "secret", MaxMemoryPolicy = "allkeys-lru", ConfigLines = ["maxclients 77"] };
        await using var server = await RedisServer.StartAsync(options, Token);

        Assert.EndsWith("allkeys-lru", await server.ExecuteAsync("CONFIG", "GET", "maxmemory-policy"), StringComparison.Ordinal);
        Assert.EndsWith("77", await server.ExecuteAsync("CONFIG", "GET", "maxclients"), StringComparison.Ordinal);
        Assert.Contains("NOAUTH", await TalkAsync(server, "PING"), StringComparison.Ordinal);
        Assert.Contains("+PONG", await TalkAsync(server, "AUTH secret", "PING"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_user_of_the_access_list_may_do_what_its_rules_say_and_nobody_else_gets_in()
    {
        var options = new RedisServerOptions { User = new RedisUser("worker", "secret", "~mt:* &* +@all -@dangerous") };
        await using var server = await RedisServer.StartAsync(options, Token);

        Assert.Contains("NOAUTH", await TalkAsync(server, "PING"), StringComparison.Ordinal);
        Assert.Contains("+OK", await TalkAsync(server, "AUTH worker secret", "SET mt:a 1"), StringComparison.Ordinal);
        Assert.Contains("NOPERM", await TalkAsync(server, "AUTH worker secret", "SET other 1"), StringComparison.Ordinal);
        Assert.Contains("NOPERM", await TalkAsync(server, "AUTH worker secret", "FLUSHALL"), StringComparison.Ordinal);
        Assert.Equal("worker:secret", server.Url.UserInfo);
    }

    [Fact]
    public async Task With_tls_it_shows_a_certificate_of_its_authority_and_speaks_nothing_else()
    {
        await using var server = await RedisServer.StartAsync(new RedisServerOptions { Tls = true }, Token);
        using var authority = X509Certificate2.CreateFromPem(await File.ReadAllTextAsync(server.CertificateAuthorityFile, Token));
        var trust = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        trust.CustomTrustStore.Add(authority);

        using var client = new TcpClient();
        await client.ConnectAsync(LocalServer.Host, server.Port, Token);
        await using var tls = new SslStream(client.GetStream());
        await tls.AuthenticateAsClientAsync(
            new SslClientAuthenticationOptions { TargetHost = "localhost", CertificateChainPolicy = trust }, Token);

        Assert.Equal("PONG", await server.ExecuteAsync("PING"));
        Assert.DoesNotContain("PONG", await TalkAsync(server, "PING"), StringComparison.Ordinal);
        Assert.Equal("rediss", server.Url.Scheme);
    }

    [Fact]
    public async Task A_server_that_does_not_come_up_says_why_and_leaves_nothing_behind()
    {
        var failure = await Assert.ThrowsAsync<LocalServerException>(
            () => RedisServer.StartAsync(new RedisServerOptions { ConfigLines = ["no-such-setting 1"] }, Token));

        Assert.Contains("no-such-setting", failure.Message, StringComparison.Ordinal);
        Assert.Contains("exit code 1", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_refused_command_gives_the_words_of_the_server()
    {
        await using var server = await RedisServer.StartAsync(new RedisServerOptions(), Token);

        var failure = await Assert.ThrowsAsync<LocalServerException>(() => server.ExecuteAsync("XADD", "stream"));

        Assert.Contains("wrong number of arguments", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_does_not_outlive_a_killed_test_program()
    {
        var folder = Directory.CreateTempSubdirectory("corp-victim-");
        using var victim = VictimProcess.Start(folder.FullName);
        var process = int.Parse(await victim.StandardOutput.ReadLineAsync(Token) ?? "", CultureInfo.InvariantCulture);
        Assert.True(IsAlive(process));

        victim.Kill();

        await Eventually.True(() => !IsAlive(process));
        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Many_servers_start_side_by_side()
    {
        var servers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => RedisServer.StartAsync(new RedisServerOptions(), Token)));

        Assert.Equal(8, servers.Select(server => server.Port).Distinct().Count());
        foreach (var server in servers)
            await server.DisposeAsync();
        Assert.All(servers, server => Assert.False(server.IsRunning));
    }

    internal static bool IsAlive(int process)
    {
        try
        {
            using var found = Process.GetProcessById(process);
            return !found.HasExited;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    // As a foreign client would, without the rights of the fixture.
    private static async Task<string> TalkAsync(RedisServer server, params string[] commands)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(LocalServer.Host, server.Port, Token);
        var stream = client.GetStream();
        var lines = string.Concat(commands.Append("QUIT").Select(command => command + "\r\n"));
        await stream.WriteAsync(System.Text.Encoding.ASCII.GetBytes(lines), Token);
        using var reader = new StreamReader(stream);
        try
        {
            return await reader.ReadToEndAsync(Token);
        }
        catch (IOException exception)
        {
            return exception.Message;
        }
    }
}
