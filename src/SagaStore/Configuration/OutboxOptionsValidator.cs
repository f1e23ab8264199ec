using System.Data;
using Microsoft.Extensions.Options;

namespace Corporation.SagaStore.Configuration;

/// <param name="optionsName">The name of the options that this one is about; there are as many as contexts.</param>
internal sealed class OutboxOptionsValidator(string optionsName) : IValidateOptions<OutboxOptions>
{
    private const int MostMessages = 10_000;
    private const int MostAttempts = 1_000;

    public ValidateOptionsResult Validate(string? name, OutboxOptions options)
    {
        if (name != optionsName)
            return ValidateOptionsResult.Skip;

        var result = new ValidateOptionsResultBuilder();
        if (options.Engine is null)
            result.AddError("The outbox does not know its database. Call UsePostgres() or UseSqlite().");
        if (options.IsolationLevel is not (IsolationLevel.ReadCommitted or IsolationLevel.RepeatableRead or IsolationLevel.Serializable))
            result.AddError($"IsolationLevel is {options.IsolationLevel}; it must be ReadCommitted, RepeatableRead or Serializable.");

        Check(result, nameof(options.DuplicateDetectionWindow), options.DuplicateDetectionWindow, TimeSpan.FromSeconds(1), TimeSpan.FromDays(365));
        Check(result, nameof(options.QueryDelay), options.QueryDelay, TimeSpan.FromMilliseconds(10), TimeSpan.FromDays(1));
        Check(result, nameof(options.QueryTimeout), options.QueryTimeout, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(10));
        Check(result, nameof(options.MessageDeliveryTimeout), options.MessageDeliveryTimeout, TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(10));
        Check(result, nameof(options.HoldDuration), options.HoldDuration, TimeSpan.FromSeconds(1), TimeSpan.FromHours(1));
        Check(result, nameof(options.RetryDelay), options.RetryDelay, TimeSpan.FromMilliseconds(10), TimeSpan.FromMinutes(5));
        Check(result, nameof(options.DegradedAge), options.DegradedAge, TimeSpan.FromSeconds(1), TimeSpan.FromDays(30));
        Check(result, nameof(options.QueryMessageLimit), options.QueryMessageLimit, MostMessages);
        Check(result, nameof(options.MessageDeliveryLimit), options.MessageDeliveryLimit, MostMessages);
        Check(result, nameof(options.MaxDeliveryAttempts), options.MaxDeliveryAttempts, MostAttempts);
        if (options.HoldDuration < options.MessageDeliveryTimeout + (2 * OutboxOptions.RemovalMargin))
        {
            result.AddError($"HoldDuration ({options.HoldDuration}) must be at least MessageDeliveryTimeout ({options.MessageDeliveryTimeout}) and 2 s: "
                + "otherwise another process sends what is still being sent.");
        }

        if (options.DegradedAge < options.HoldDuration)
        {
            result.AddError($"DegradedAge ({options.DegradedAge}) must be at least HoldDuration ({options.HoldDuration}): "
                + "after a crash nothing else delivers an outbox for that long.");
        }

        return result.Build();
    }

    private static void Check(ValidateOptionsResultBuilder result, string name, TimeSpan value, TimeSpan least, TimeSpan most)
    {
        if (value < least || value > most)
            result.AddError($"{name} is {value}; it must be between {least} and {most}.");
    }

    private static void Check(ValidateOptionsResultBuilder result, string name, int value, int most)
    {
        if (value < 1 || value > most)
            result.AddError($"{name} is {value}; it must be between 1 and {most}.");
    }
}
