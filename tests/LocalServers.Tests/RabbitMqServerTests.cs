namespace Corporation.LocalServers.Tests;

public sealed class RabbitMqServerTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_killed_server_comes_back_with_what_it_had_stored_and_ends_with_its_port_mapper()
    {
        var server = await RabbitMqServer.StartAsync([], Token);
        await using (server)
        {
            Assert.Equal(server.Port, server.Url.Port);
            await server.ExecuteAsync("add_vhost", "missions");

            await server.KillAsync();
            await server.RestartAsync(Token);

            Assert.Contains("missions", await server.ExecuteAsync("list_vhosts"), StringComparison.Ordinal);
        }

        Assert.False(server.IsRunning);
        Assert.False(server.MapperIsRunning);
    }
}
