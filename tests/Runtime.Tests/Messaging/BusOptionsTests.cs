using Corporation.Runtime.Messaging;
using Corporation.Runtime.Roles;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Corporation.Runtime.Tests.Messaging;

public sealed class BusOptionsTests
{
    [Fact]
    public void The_whole_address_goes_before_its_parts()
    {
        Assert.Equal("redis://elsewhere:1234/5", Read(("UA_REDIS_URL", "redis://elsewhere:1234/5"), ("UA_REDIS_HOST", "here")).RedisUrl);
        Assert.Equal("redis://set:1/0", Read(("Bus:RedisUrl", "redis://set:1/0"), ("UA_REDIS_URL", "redis://elsewhere:1234/5")).RedisUrl);
    }

    [Fact]
    public void The_parts_of_the_address_have_their_defaults()
    {
        Assert.Equal("redis://127.0.0.1:6379/0", Read().RedisUrl);
        Assert.Equal("redis://127.0.0.1:6379/0", Read(("Bus:RedisUrl", null)).RedisUrl);
        Assert.Equal("redis://:a%3Ab%40c@bus:6380/3", Read(("UA_REDIS_HOST", "bus"), ("UA_REDIS_PORT", "6380"), ("UA_REDIS_DB", "3"), ("REDIS_PASSWORD", "a:b@c")).RedisUrl);
    }

    [Theory]
    [InlineData("UA_REDIS_PORT", "many", "Bus:RedisUrl")]
    [InlineData("UA_REDIS_DB", "first", "Bus:RedisUrl")]
    [InlineData("Bus:RedisUrl", "http://secret@bus", "Bus:RedisUrl")]
    [InlineData("Bus:VirtualHost", "a b", "Bus:VirtualHost")]
    public void What_is_no_address_is_refused_at_the_start_without_showing_a_password(string name, string value, string setting)
    {
        var exception = Assert.Throws<OptionsValidationException>(() => Read((name, value), ("REDIS_PASSWORD", "secret")));

        Assert.Contains(setting, exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("STANDALONE_NODE", null, BusKind.InMemory)]
    [InlineData("LOCAL_WORKER", null, BusKind.RedisStreams)]
    [InlineData("STANDALONE_NODE", "RedisStreams", BusKind.RedisStreams)]
    public void The_role_chooses_the_bus_unless_the_settings_do(string role, string? kind, BusKind expected)
    {
        using var host = Build(("FACTORY_ROLE", role), ("Bus:Kind", kind));

        Assert.Equal(expected, host.Services.GetRequiredService<BusChoice>().Kind);
    }

    private static BusOptions Read(params (string Name, string? Value)[] settings)
    {
        using var host = Build(settings);
        return host.Services.GetRequiredService<IOptions<BusOptions>>().Value;
    }

    private static IHost Build(params (string Name, string? Value)[] settings)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new() { DisableDefaults = true });
        builder.Configuration.AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Name, setting.Value)));
        builder.AddCorporationBus(new BusComposition());
        return builder.Build();
    }
}
