using System.Collections;
using System.Reflection;
using System.Text.Json;

namespace Corporation.Contracts.Tests;

/// <summary>Makes an instance of any contract with every property set, always the same: a new property shows up in the approved file by itself.</summary>
internal static class Filled
{
    private static readonly Guid Id = Guid.Parse("0198c5a2-7d3e-7c41-b3a5-5d1f0c9e8a77");
    private static readonly DateTimeOffset Time = new(2026, 1, 31, 12, 34, 56, 789, TimeSpan.Zero);

    public static object Of(Type type) => Value(type, type.Name);

    /// <summary>The same with null wherever the contract allows it.</summary>
    public static object WithoutOptional(Type type)
    {
        var instance = Of(type);
        var nullability = new NullabilityInfoContext();
        foreach (var property in type.GetProperties().Where(property => property.SetMethod is not null))
        {
            if (nullability.Create(property).WriteState == NullabilityState.Nullable)
                property.SetValue(instance, null);
        }

        return instance;
    }

    private static object Value(Type type, string name)
    {
        var known = Nullable.GetUnderlyingType(type) ?? type;
        if (known == typeof(string))
            return $"the {name}";
        if (known == typeof(Guid))
            return Id;
        if (known == typeof(DateTimeOffset))
            return Time;
        if (known == typeof(bool))
            return true;
        if (known == typeof(JsonElement))
            return JsonDocument.Parse("""{"any":["json",1,null]}""").RootElement;
        if (known.IsEnum)
            return Enum.GetValues(known).GetValue(Enum.GetValues(known).Length - 1)!;
        if (known.IsPrimitive || known == typeof(decimal))
            return Convert.ChangeType(known == typeof(double) || known == typeof(decimal) ? 1.5 : 7, known, System.Globalization.CultureInfo.InvariantCulture);
        if (known.IsGenericType && known.GetGenericTypeDefinition() is var generic)
        {
            if (generic == typeof(IReadOnlyList<>))
                return ListOf(known.GetGenericArguments()[0], name);
            if (generic == typeof(IReadOnlyDictionary<,>))
                return DictionaryOf(known.GetGenericArguments(), name);
        }

        return Record(known);
    }

    private static IList ListOf(Type item, string name)
    {
        var list = (IList)Activator.CreateInstance(typeof(List<>).MakeGenericType(item))!;
        list.Add(Value(item, name));
        return list;
    }

    private static IDictionary DictionaryOf(Type[] types, string name)
    {
        var dictionary = (IDictionary)Activator.CreateInstance(typeof(Dictionary<,>).MakeGenericType(types))!;
        // A key that is a text is data: it is named like the others only here.
        dictionary.Add(types[0] == typeof(string) ? "a_key" : Value(types[0], name), Value(types[1], name));
        return dictionary;
    }

    private static object Record(Type type)
    {
        var constructor = type.GetConstructors(BindingFlags.Public | BindingFlags.Instance).OrderByDescending(candidate => candidate.GetParameters().Length).First();
        var instance = constructor.Invoke([.. constructor.GetParameters().Select(parameter => Value(parameter.ParameterType, parameter.Name!))]);
        foreach (var property in type.GetProperties().Where(property => property.SetMethod is not null))
            property.SetValue(instance, Value(property.PropertyType, property.Name));
        return instance;
    }
}
