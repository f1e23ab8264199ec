using System.Text.Json;
using Corporation.Hq.Refusing;

namespace Corporation.Hq.Submitting;

/// <summary>A compiled JSON schema: checks values and names every field that does not fit.</summary>
/// <remarks>
/// Knows the 2020-12 keywords that <c>JsonSchemaExporter</c> writes and those that annotations add to them. It reads the document that is
/// parsed already; a general library would parse every payload a second time into its own model, at several times the cost of the rest of a submit.
/// </remarks>
internal sealed class SchemaCheck
{
    private readonly SchemaNode _root;

    private SchemaCheck(SchemaNode root) => _root = root;

    /// <exception cref="SchemaUnreadableException">The schema has a keyword or value that can't be checked; it says which and where.</exception>
    public static SchemaCheck Compile(JsonElement schema) => new(new SchemaCompiler(schema).Compile());

    /// <exception cref="System.Text.RegularExpressions.RegexMatchTimeoutException">A pattern needs too long for a text.</exception>
    public void Validate(JsonElement value, string path, InputErrors errors) => _root.Check(value, path, errors, 0);
}
