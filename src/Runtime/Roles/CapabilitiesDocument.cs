namespace Corporation.Runtime.Roles;

/// <summary>The <c>capabilities.md</c> of the factory in this process, as it was written when it started.</summary>
/// <param name="Text">In Markdown.</param>
public sealed record CapabilitiesDocument(string Text);
