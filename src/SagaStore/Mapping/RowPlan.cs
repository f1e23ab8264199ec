using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace Corporation.SagaStore.Mapping;

/// <summary>The columns of one entity type and the four statements made of them. Refuses what the generated mapping can't do.</summary>
internal sealed class RowPlan
{
    private static readonly Type[] TokenTypes = [typeof(int), typeof(long)];

    private readonly char _mark;

    /// <param name="entity">The entity type.</param>
    /// <param name="parameterMark">What stands before a parameter's number: <c>?</c> in SQLite, <c>$</c> in PostgreSQL.</param>
    public RowPlan(IEntityType entity, char parameterMark)
    {
        _mark = parameterMark;
        Entity = entity;
        Require(entity.BaseType is null && !entity.GetDirectlyDerivedTypes().Any(), "is part of a hierarchy; map each class to a table of its own");
        Require(!entity.GetComplexProperties().Any() && !entity.IsOwned() && !entity.GetNavigations().Any(link => link.TargetEntityType.IsOwned()),
            "has complex or owned properties; flatten them, or store them with a value converter");
        Require(entity.FindPrimaryKey() is not null, "has no primary key");
        Require(entity.GetTableName() is not null, "is not mapped to a table");

        var table = StoreObjectIdentifier.Table(entity.GetTableName()!, entity.GetSchema());
        foreach (var property in entity.GetProperties())
            Check(property, table);

        Columns = [.. entity.GetProperties().Select(property => new RowColumn(property, property.GetColumnName(table)!))];
        Keys = [.. Columns.Where(column => column.IsKey)];
        var tokens = Columns.Where(column => column.IsToken).ToArray();
        Require(tokens.Length <= 1, "has more than one concurrency token");
        Token = tokens.SingleOrDefault();
        Require(Token is null || TokenTypes.Contains(Token.Property.ClrType), "has a concurrency token that is neither int nor long");
        GeneratedKey = Keys.Length == 1 && Keys[0].Property.ValueGenerated == ValueGenerated.OnAdd && TokenTypes.Contains(Keys[0].Property.ClrType)
            ? Keys[0]
            : null;
        Changeable = [.. Columns.Where(column => !column.IsKey && !column.IsToken)];

        var name = table.Schema is null ? RowColumn.Quote(table.Name) : $"{RowColumn.Quote(table.Schema)}.{RowColumn.Quote(table.Name)}";
        Given = [.. Columns.Where(column => column != GeneratedKey)];
        Insert = InsertOf(name, Columns);
        InsertGiven = GeneratedKey is null ? Insert : $"{InsertOf(name, Given)} RETURNING {GeneratedKey.QuotedName}";
        Select = $"SELECT {Names(Columns)} FROM {name} WHERE {Where(Keys, 1)}";
        Delete = $"DELETE FROM {name} WHERE {Where(KeysAndToken, 1)}";

        var changes = Changeable.Select((column, i) => $"{column.QuotedName} = {_mark}{i + 1}").ToList();
        if (Token is not null)
            changes.Add($"{Token.QuotedName} = {Token.QuotedName} + 1");
        Update = changes.Count == 0 ? null : $"UPDATE {name} SET {string.Join(", ", changes)} WHERE {Where(KeysAndToken, Changeable.Length + 1)}";
    }

    public IEntityType Entity { get; }

    /// <exception cref="InvalidOperationException">The model doesn't have it.</exception>
    public static IEntityType EntityOf(IModel model, Type rowType) => model.FindEntityType(rowType)
        ?? throw new InvalidOperationException($"{rowType.Name} is not an entity type of the store's model. Map it in the DbContext.");

    public RowColumn[] Columns { get; }

    public RowColumn[] Keys { get; }

    public RowColumn[] Changeable { get; }

    public RowColumn? Token { get; }

    /// <summary>A key that the database gives when the row has none.</summary>
    public RowColumn? GeneratedKey { get; }

    public RowColumn[] KeysAndToken => Token is null ? Keys : [.. Keys, Token];

    /// <summary>All columns but <see cref="GeneratedKey"/>.</summary>
    public RowColumn[] Given { get; }

    public string Insert { get; }

    /// <summary>Inserts without the key that the database gives, and returns that.</summary>
    public string InsertGiven { get; }

    public string Select { get; }

    public string Delete { get; }

    /// <summary>Null when the row is nothing but its key.</summary>
    public string? Update { get; }

    private void Check(IProperty property, StoreObjectIdentifier table)
    {
        Require(!property.IsShadowProperty(), $"has the shadow property {property.Name}; the store needs a property or field in the class");
        Require(property.GetComputedColumnSql(table) is null, $"has the computed column {property.Name}; compute it in a query");
        Require(property.GetTypeMapping().Converter?.ConvertsNulls != true, $"has a converter that converts nulls ({property.Name})");
    }

    private void Require(bool condition, string problem)
    {
        if (!condition)
            throw new InvalidOperationException($"The store can't map {Entity.DisplayName()}: it {problem}.");
    }

    private static string Names(IEnumerable<RowColumn> columns) => string.Join(", ", columns.Select(column => column.QuotedName));

    private string InsertOf(string name, RowColumn[] columns) =>
        $"INSERT INTO {name} ({Names(columns)}) VALUES ({string.Join(", ", Enumerable.Range(1, columns.Length).Select(i => $"{_mark}{i}"))})";

    private string Where(IEnumerable<RowColumn> columns, int first) =>
        string.Join(" AND ", columns.Select((column, i) => $"{column.QuotedName} = {_mark}{first + i}"));
}
