using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Corporation.Factory.Cataloguing;

/// <summary>
/// Finds at start what System.Text.Json would only say at the first mission: types that can't be made, unsupported types, name clashes.
/// </summary>
internal sealed class JsonShape
{
    private static readonly Type[] Unsupported =
        [typeof(Delegate), typeof(MemberInfo), typeof(Assembly), typeof(IntPtr), typeof(UIntPtr), typeof(Stream), typeof(Task)];

    private readonly JsonSerializerOptions _options;
    private readonly bool _mustBeReadable;
    private readonly HashSet<Type> _seen = [];
    private readonly List<string> _errors = [];

    private JsonShape(JsonSerializerOptions options, bool mustBeReadable) => (_options, _mustBeReadable) = (options, mustBeReadable);

    /// <summary>What is wrong with an input type; empty when nothing is.</summary>
    public static IReadOnlyList<string> ErrorsOfInput(Type type)
    {
        var errors = ErrorsOf(type, MissionJson.Input, mustBeReadable: true);
        return errors.Count == 0 && MissionJson.Input.GetTypeInfo(type).Kind is not JsonTypeInfoKind.Object
            ? [$"{type} is not written as a JSON object; make the input a record with named properties"]
            : errors;
    }

    /// <summary>What is wrong with a result type; empty when nothing is.</summary>
    public static IReadOnlyList<string> ErrorsOfResult(Type type) => ErrorsOf(type, MissionJson.Result, mustBeReadable: false);

    private static List<string> ErrorsOf(Type type, JsonSerializerOptions options, bool mustBeReadable)
    {
        var shape = new JsonShape(options, mustBeReadable);
        shape.Visit(type, type.Name);
        return shape._errors;
    }

    private void Visit(Type type, string path)
    {
        if (!_seen.Add(type))
            return;
        if (type.ContainsGenericParameters)
        {
            _errors.Add($"{path} is the open generic type {type}; close it");
            return;
        }

        if (type.IsPointer || type.IsByRefLike || Unsupported.Any(unsupported => unsupported.IsAssignableFrom(type)))
        {
            _errors.Add($"{path} is {type}, which has no JSON form");
            return;
        }

        JsonTypeInfo info;
        try
        {
            info = _options.GetTypeInfo(type);
        }
        catch (Exception exception) when (exception is NotSupportedException or InvalidOperationException or ArgumentException)
        {
            _errors.Add($"{path} is {type}: {exception.Message}");
            return;
        }

        VisitParts(info, path);
    }

    private void VisitParts(JsonTypeInfo info, string path)
    {
        if (Nullable.GetUnderlyingType(info.Type) is { } inner)
        {
            Visit(inner, path);
            return;
        }

        if (info.ElementType is { } element)
        {
            if (info.KeyType is { } key)
                Visit(key, path + ".<key>");
            Visit(element, path + "[]");
        }

        if (info.Kind is not JsonTypeInfoKind.Object)
            return;
        if (_mustBeReadable && !CanBeMade(info))
        {
            _errors.Add(
                $"{path} is {info.Type}, which has no usable constructor; give it one public constructor (or mark one with [JsonConstructor])");
        }

        foreach (var property in info.Properties.Where(property => property.Get is not null || property.Set is not null))
            Visit(property.PropertyType, $"{path}.{property.Name}");
        foreach (var derived in info.PolymorphismOptions?.DerivedTypes ?? [])
            Visit(derived.DerivedType, $"{path}({derived.DerivedType.Name})");
    }

    private static bool CanBeMade(JsonTypeInfo info) =>
        info.CreateObject is not null
        || info.Type is { IsAbstract: false, IsInterface: false } && info.ConstructorAttributeProvider is not null
        || info.PolymorphismOptions is { DerivedTypes.Count: > 0 };
}
