using MassTransit;
using Microsoft.Extensions.Options;

namespace Corporation.Runtime.Messaging;

internal sealed class BusOptionsValidator : IValidateOptions<BusOptions>
{
    public ValidateOptionsResult Validate(string? name, BusOptions options)
    {
        var errors = new ValidateOptionsResultBuilder();
        if (options.Kind is { } kind && !Enum.IsDefined(kind))
            errors.AddError($"Bus:Kind is {(int)kind}; it must be InMemory or RedisStreams.");

        // Never the address itself: it may hold a password.
        if (!Uri.TryCreate(options.RedisUrl, UriKind.Absolute, out var url))
            errors.AddError("Bus:RedisUrl (or UA_REDIS_URL, UA_REDIS_HOST, UA_REDIS_PORT, UA_REDIS_DB) is not an address; it must be like redis://127.0.0.1:6379/0.");
        else if (Fault(() => RequireDatabase(new RedisStreamsHostAddress(url))) is { } fault)
            errors.AddError($"Bus:RedisUrl (or UA_REDIS_URL, UA_REDIS_HOST, UA_REDIS_PORT, UA_REDIS_DB) can't be used: {Hide(fault, url.UserInfo)}");

        if (Fault(() => _ = new RedisStreamsHostAddress("localhost", 1, 0, options.VirtualHost)) is { } problem)
            errors.AddError($"Bus:VirtualHost can't be used: {problem}");
        return errors.Build();
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
            return exception.Message;
        }
    }
}
