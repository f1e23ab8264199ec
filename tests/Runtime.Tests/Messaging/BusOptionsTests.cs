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
    [InlineData("HEADQUARTERS", "redis-streams", BusKind.RedisStreams)]
    [InlineData("HEADQUARTERS", " RabbitMQ ", BusKind.RabbitMq)]
    [InlineData("HEADQUARTERS", "in-memory", BusKind.InMemory)]
    [InlineData("HEADQUARTERS", "", BusKind.RedisStreams)]
    public void The_role_chooses_the_bus_unless_the_settings_do(string role, string? kind, BusKind expected)
    {
        using var host = Build(("FACTORY_ROLE", role), ("Bus:Kind", kind));

        Assert.Equal(expected, host.Services.GetRequiredService<BusChoice>().Kind);
    }

    [Theory]
    [InlineData("Bus:Kind", "nats", "in-memory, redis-streams or rabbitmq")]
    [InlineData("Bus:RabbitMqUrl", "", "Bus:RabbitMqUrl is not set")]
    [InlineData("Bus:RabbitMqUrl", "broker", "is not an address")]
    [InlineData("Bus:RabbitMqUrl", "http://user:secret@broker", "scheme is 'http'")]
    [InlineData("Bus:RabbitMqUrl", "amqp://user:secret@broker/a/b", "%2F")]
    [InlineData("Bus:RabbitMqUrl", "amqp://user:secret@broker/a?b", "behind the virtual host")]
    public void A_broker_that_is_not_rightly_named_is_refused_without_showing_a_password(string name, string value, string sentence)
    {
        var exception = Assert.Throws<OptionsValidationException>(() => name == "Bus:Kind" ? Read((name, value)) : Read(("Bus:Kind", "rabbitmq"), (name, value)));

        Assert.Contains(sentence, exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("amqp://broker", "broker:5672", "/", "guest", "guest", false)]
    [InlineData("amqps://broker/", "broker:5671", "/", "guest", "guest", true)]
    [InlineData("amqp://me:a%3Ab%40c@broker:99/fleet%2Fone", "broker:99/fleet/one", "fleet/one", "me", "a:b@c", false)]
    public void The_address_of_a_broker_has_its_defaults(string url, string shown, string virtualHost, string user, string password, bool usesTls)
    {
        var address = RabbitMqAddress.Parse(url);

        Assert.Equal((shown, virtualHost, user, password, usesTls), (address.ToString(), address.VirtualHost, address.User, address.Password, address.UsesTls));
    }

    [Fact]
    public void The_address_of_a_server_that_is_not_used_may_be_anything() =>
        Assert.Equal("no address", Read(("Bus:Kind", "rabbitmq"), ("Bus:RabbitMqUrl", "amqp://broker"), ("UA_REDIS_URL", "no address")).RedisUrl);

    [Fact]
    public void Who_must_reach_others_is_not_started_on_a_bus_within_the_process()
    {
        var builder = Host.CreateEmptyApplicationBuilder(new() { DisableDefaults = true });
        builder.Configuration.AddInMemoryCollection([KeyValuePair.Create("Bus:Kind", (string?)"in-memory")]);
        using var host = builder.AddCorporationBus(new BusComposition()).RequireFleetBus() is HostApplicationBuilder built ? built.Build() : throw new InvalidOperationException();

        var exception = Assert.Throws<OptionsValidationException>(() => host.Services.GetRequiredService<IOptions<BusOptions>>().Value);

        Assert.Contains("HEADQUARTERS must reach other processes", exception.Message, StringComparison.Ordinal);
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
