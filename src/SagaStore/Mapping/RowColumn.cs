using System.Data.Common;
using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace Corporation.SagaStore.Mapping;

/// <summary>One column: where its value is in the row, and how it becomes a stored value and back.</summary>
internal sealed class RowColumn(IProperty property, string name)
{
    private static readonly Dictionary<Type, System.Reflection.MethodInfo> Readers = typeof(ValueReading).GetMethods()
        .Where(method => method.Name.StartsWith("Read", StringComparison.Ordinal))
        .ToDictionary(method => method.ReturnType);

    private readonly ValueConverter? _converter = property.GetTypeMapping().Converter;

    public IProperty Property => property;

    public string QuotedName { get; } = Quote(name);

    public bool IsKey => property.IsPrimaryKey();

    public bool IsToken => property.IsConcurrencyToken;

    /// <summary>Whether two values that look the same are the same: true for values and strings, false for objects that may change inside.</summary>
    public bool ComparesByValue => property.ClrType.IsValueType || property.ClrType == typeof(string);

    public static string Quote(string identifier) => '"' + identifier.Replace("\"", "\"\"", StringComparison.Ordinal) + '"';

    public MemberExpression Get(Expression row) =>
        Expression.MakeMemberAccess(row, property.GetMemberInfo(forMaterialization: false, forSet: false));

    public Expression Set(Expression row, Expression value) =>
        Expression.Assign(Expression.MakeMemberAccess(row, property.GetMemberInfo(forMaterialization: true, forSet: true)), value);

    /// <summary>Binds <paramref name="value"/>, which has the property's type.</summary>
    public Expression Bind(Expression statement, int index, Expression value) => BindNullable(statement, index, value, _converter);

    /// <summary>Reads the column as the property's type.</summary>
    public Expression Read(Expression statement, int index)
    {
        var stored = _converter?.ProviderClrType ?? property.ClrType;
        var storedValue = Nullable.GetUnderlyingType(stored) ?? stored;
        if (!Readers.TryGetValue(storedValue, out var reader))
            throw NotMappable(storedValue);

        return Converted(
            Expression.Call(reader, statement, Expression.Constant(index)),
            Expression.Call(typeof(ValueReading), nameof(ValueReading.IsNull), null, statement, Expression.Constant(index)));
    }

    /// <summary>Reads the column of a <see cref="DbDataReader"/> as the property's type.</summary>
    public Expression ReadField(Expression reader, int ordinal)
    {
        var stored = _converter?.ProviderClrType ?? property.ClrType;
        return Converted(
            Expression.Call(reader, nameof(DbDataReader.GetFieldValue), [Nullable.GetUnderlyingType(stored) ?? stored], Expression.Constant(ordinal)),
            Expression.Call(reader, nameof(DbDataReader.IsDBNull), null, Expression.Constant(ordinal)));
    }

    /// <summary>A parameter with the value that <paramref name="value"/>, which has the property's type, is stored as.</summary>
    public DbParameter Parameter(DbCommand factory, object? value) => property.GetRelationalTypeMapping().CreateParameter(factory, "", StorableText.Of(value), property.IsNullable);

    private Expression Converted(Expression stored, Expression isNull)
    {
        if (_converter is not null)
            stored = Expression.Invoke(_converter.ConvertFromProviderExpression, ConvertTo(stored, _converter.ProviderClrType));
        stored = ConvertTo(stored, property.ClrType);
        return property.IsNullable ? Expression.Condition(isNull, Expression.Default(property.ClrType), stored) : stored;
    }

    private Expression BindNullable(Expression statement, int index, Expression value, ValueConverter? converter)
    {
        if (value.Type.IsValueType && Nullable.GetUnderlyingType(value.Type) is null)
            return BindValue(statement, index, value, converter);

        var held = Expression.Variable(value.Type);
        var present = value.Type.IsValueType ? Expression.Property(held, "Value") : (Expression)held;
        return Expression.Block(
            [held],
            Expression.Assign(held, value),
            Expression.IfThenElse(
                Expression.Equal(held, Expression.Constant(null, value.Type)),
                Expression.Call(typeof(ValueBinding), nameof(ValueBinding.BindNull), null, statement, Expression.Constant(index)),
                BindValue(statement, index, present, converter)));
    }

    private Expression BindValue(Expression statement, int index, Expression value, ValueConverter? converter)
    {
        if (converter is not null)
        {
            var converted = Expression.Invoke(converter.ConvertToProviderExpression, ConvertTo(value, converter.ModelClrType));
            return BindNullable(statement, index, converted, null);
        }

        var method = typeof(ValueBinding).GetMethod(
            nameof(ValueBinding.Bind), [typeof(SQLitePCL.sqlite3_stmt), typeof(int), value.Type]);
        return method is null || method.GetParameters()[2].ParameterType != value.Type
            ? throw NotMappable(value.Type)
            : Expression.Call(method, statement, Expression.Constant(index), value);
    }

    private static Expression ConvertTo(Expression value, Type type) => value.Type == type ? value : Expression.Convert(value, type);

    private InvalidOperationException NotMappable(Type type) => new(
        $"{property.DeclaringType.DisplayName()}.{property.Name} would be stored as {type.Name}, which the store can't write. "
        + "Give the property a value converter to a number, string, Guid, DateTime(Offset), TimeSpan or byte[].");
}
