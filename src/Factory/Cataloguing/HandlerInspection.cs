using System.Globalization;
using System.Reflection;
using Corporation.Contracts.Missions;
using Corporation.Factory.Handling;

namespace Corporation.Factory.Cataloguing;

/// <summary>Reads one handler class, and says everything that is wrong with it.</summary>
internal static class HandlerInspection
{
    public const int MaxConcurrency = 1_000;
    public const int MaxDescriptionLength = 1_000;

    /// <param name="handlerType">The class.</param>
    /// <param name="kind">What it is to run; null for what its attribute says.</param>
    /// <param name="errors">Where to say what is wrong.</param>
    public static MissionDefinition? Inspect(Type handlerType, MissionKindAttribute? kind, List<string> errors)
    {
        var name = handlerType.FullName ?? handlerType.Name;
        if (handlerType.ContainsGenericParameters || handlerType.IsAbstract || !handlerType.IsClass)
        {
            errors.Add($"{name} is abstract, an open generic or no class; register a class that can be made.");
            return null;
        }

        var contracts = handlerType.GetInterfaces()
            .Where(type => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IMissionHandler<,>))
            .ToList();
        if (contracts.Count != 1)
        {
            errors.Add(contracts.Count == 0
                ? $"{name} does not implement IMissionHandler<TInput, TResult>."
                : $"{name} implements IMissionHandler<TInput, TResult> {contracts.Count} times; a handler has one kind, so split the class.");
            return null;
        }

        kind ??= handlerType.GetCustomAttribute<MissionKindAttribute>(inherit: false);
        if (kind is null)
        {
            errors.Add($"{name} has no [MissionKind(\"…\")] attribute, so its kind is unknown.");
            return null;
        }

        var arguments = contracts[0].GetGenericArguments();
        var before = errors.Count;
        CheckAttribute(name, kind, errors);
        errors.AddRange(JsonShape.ErrorsOfInput(arguments[0]).Select(error => $"{name} can't read its input: {error}."));
        errors.AddRange(JsonShape.ErrorsOfResult(arguments[1]).Select(error => $"{name} can't write its result: {error}."));
        if (errors.Count > before)
            return null;

        var definition = new MissionDefinition(kind, handlerType, arguments[0], arguments[1]);
        return CanAnnounce(name, definition, errors) ? definition : null;
    }

    private static void CheckAttribute(string name, MissionKindAttribute kind, List<string> errors)
    {
        foreach (var word in kind.Aliases.Prepend(kind.Name).Where(word => !MissionKindName.IsLegal(word)))
            errors.Add($"{name} has the illegal kind name '{word}': {MissionKindName.Rule}.");

        CheckRange(name, nameof(kind.TimeoutSeconds), kind.TimeoutSeconds, MissionLimits.MinTimeoutSeconds, MissionLimits.MaxTimeoutSeconds, errors);
        CheckRange(name, nameof(kind.MaxRetries), kind.MaxRetries, 0, MissionLimits.MaxMaxRetries, errors);
        CheckRange(name, nameof(kind.RetryDelaySeconds), kind.RetryDelaySeconds, 0, MissionLimits.MaxRetryDelaySeconds, errors);
        CheckRange(name, nameof(kind.Concurrency), kind.Concurrency, 1, MaxConcurrency, errors);
        CheckRange(name, "Description.Length", kind.Description.Length, 0, MaxDescriptionLength, errors);
    }

    private static void CheckRange(string name, string property, double value, double min, double max, List<string> errors)
    {
        // Written so that NaN is out of range.
        if (!(value >= min && value <= max))
            errors.Add(string.Create(CultureInfo.InvariantCulture, $"{name} has {property} = {value}; it must be from {min} to {max}."));
    }

    private static bool CanAnnounce(string name, MissionDefinition definition, List<string> errors)
    {
        try
        {
            _ = definition.Announcement;
            return true;
        }
        catch (Exception exception) when (exception is NotSupportedException or InvalidOperationException)
        {
            errors.Add($"{name} has types without a JSON schema ({definition.InputType}, {definition.ResultType}): {exception.Message}");
            return false;
        }
    }
}
