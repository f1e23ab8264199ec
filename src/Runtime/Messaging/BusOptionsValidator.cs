using Corporation.Runtime.Roles;
using MassTransit;
using Microsoft.Extensions.Options;

namespace Corporation.Runtime.Messaging;

/// <summary>Only the server of the bus that was chosen is looked at: a machine may have the addresses of several in its environment.</summary>
internal sealed class BusOptionsValidator(BusChoice choice) : IValidateOptions<BusOptions>
{
    private const string RedisUrl = "Bus:RedisUrl (or UA_REDIS_URL, UA_REDIS_HOST, UA_REDIS_PORT, UA_REDIS_DB)";

    public ValidateOptionsResult Validate(string? name, BusOptions options)
    {
        var errors = new ValidateOptionsResultBuilder();
        if (!string.IsNullOrWhiteSpace(options.Kind) && BusKindName.Find(options.Kind) is null)
            errors.AddError($"Bus:Kind is '{options.Kind}'; it must be {BusKindName.Choices}.");

        if (choice.Kind == BusKind.RabbitMq)
            CheckRabbitMq(options, errors);
        else if (choice.Kind == BusKind.RedisStreams)
            CheckRedis(options, errors);
        return errors.Build();
    }

    private static void CheckRabbitMq(BusOptions options, ValidateOptionsResultBuilder errors)
    {
        if (string.IsNullOrWhiteSpace(options.RabbitMqUrl))
            errors.AddError("Bus:Kind is rabbitmq, but Bus:RabbitMqUrl is not set. Set it to the broker's address, like amqp://user:password@host:5672/virtual-host.");
        else if (Fault(() => RabbitMqAddress.Parse(options.RabbitMqUrl)) is { } fault)
            errors.AddError($"Bus:RabbitMqUrl can't be used: {fault}.");
    }

    private static void CheckRedis(BusOptions options, ValidateOptionsResultBuilder errors)
    {
        // Never the address itself: it may hold a password.
        if (!Uri.TryCreate(options.RedisUrl, UriKind.Absolute, out var url))
            errors.AddError($"{RedisUrl} is not an address; it must be like redis://127.0.0.1:6379/0.");
        else if (Fault(() => RequireDatabase(new RedisStreamsHostAddress(url))) is { } fault)
            errors.AddError($"{RedisUrl} can't be used: {Hide(fault, url.UserInfo)}");

        if (Fault(() => _ = new RedisStreamsHostAddress("localhost", 1, 0, options.VirtualHost)) is { } problem)
            errors.AddError($"Bus:VirtualHost can't be used: {problem}");
    }

    // The fleet's part of the database has a setting of its own; a word in the address is a mistyped number.
    private static void RequireDatabase(RedisStreamsHostAddress address)
    {
        if (address.VirtualHost != RedisStreamsHostAddress.DefaultVirtualHost)
            throw new ArgumentException($"'{address.VirtualHost}' is not the number of a database. A virtual host is named by Bus:VirtualHost.", nameof(address));
    }

    private static string Hide(string text, string secret) => secret.Length == 0 ? text : text.Replace(secret, "…", StringComparison.Ordinal);

    private static string? Fault(Action check)
    {
        try
        {
            check();
            return null;
        }
        catch (ArgumentException exception)
        {
            // Without the name of the parameter, which is ours.
            return exception.ParamName is { } parameter ? exception.Message.Replace($" (Parameter '{parameter}')", "", StringComparison.Ordinal) : exception.Message;
        }
    }
}
