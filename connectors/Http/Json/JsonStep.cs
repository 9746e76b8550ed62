using System.Collections.Immutable;

namespace Prov.Connectors.Http.Json;

/// <summary>One step of a place in JSON.</summary>
public abstract record JsonStep
{
    /// <summary>The member of this name of an object.</summary>
    public sealed record Member(string Name) : JsonStep;

    /// <summary>The element at a place of an array, from 0.</summary>
    public sealed record Element(int Index) : JsonStep;

    /// <summary>Every element of an array.</summary>
    public sealed record Every : JsonStep;

    /// <summary>The elements of an array that are objects of which a member has a value.</summary>
    public sealed record Where(string Name, JsonConstant Value) : JsonStep;
}

/// <summary>A value that is compared with: text, true or false, or a number as it is written.</summary>
/// <param name="Text">A text, <c>true</c>, <c>false</c> or the number.</param>
/// <param name="IsText">False for what is written without quotes.</param>
public sealed record JsonConstant(string Text, bool IsText);

/// <summary>Where something is in JSON: steps from the outermost value.</summary>
/// <param name="Text">As it was written.</param>
public sealed record JsonPlace(string Text, ImmutableArray<JsonStep> Steps)
{
    /// <summary>Names of members compare without case, as SCIM wants (RFC 7643, 2.1).</summary>
    public bool IgnoresCase { get; init; }

    /// <summary>True when it can name several values.</summary>
    public bool IsMany => Steps.Any(s => s is JsonStep.Every or JsonStep.Where);
}
