namespace Corporation.LocalServers.Tests;

public sealed class PostgreSqlServerTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_was_committed_outlives_a_kill_and_both_kinds_of_shutdown()
    {
        await using var server = await PostgreSqlServer.StartAsync([], Token);
        var database = await server.CreateDatabaseAsync();
        await server.ExecuteAsync("create table missions (name text)", database);

        await server.ExecuteAsync("insert into missions values ('killed')", database);
        await server.KillAsync();
        await server.RestartAsync(Token);
        await server.ExecuteAsync("insert into missions values ('quit')", database);
        await server.QuitAsync();
        await server.RestartAsync(Token);
        await server.ExecuteAsync("insert into missions values ('shut down')", database);
        await server.ShutDownAsync();
        await server.RestartAsync(Token);

        Assert.Equal("killed\nquit\nshut down", await server.ExecuteAsync("select name from missions", database));
    }

    [Fact]
    public async Task Settings_reach_the_server_and_every_database_is_another_one()
    {
        await using var server = await PostgreSqlServer.StartAsync(["fsync=on", "max_connections=17"], Token);

        Assert.Equal("on", await server.ExecuteAsync("show fsync"));
        Assert.Equal("17", await server.ExecuteAsync("show max_connections"));
        Assert.NotEqual(await server.CreateDatabaseAsync(), await server.CreateDatabaseAsync());
        Assert.Contains($"Port={server.Port};", server.ConnectionString("missions"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Wrong_sql_says_what_the_server_says()
    {
        await using var server = await PostgreSqlServer.StartAsync([], Token);

        var exception = await Assert.ThrowsAsync<LocalServerException>(() => server.ExecuteAsync("selct 1"));

        Assert.Contains("syntax error", exception.Message, StringComparison.Ordinal);
    }
}
