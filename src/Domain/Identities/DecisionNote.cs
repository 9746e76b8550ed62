namespace Prov.Domain.Identities;

/// <summary>Something that did not go as configured but stopped nothing; shown by explanations.</summary>
/// <param name="Reason">One of <see cref="DecisionNoteReasons"/>.</param>
/// <param name="Subject">Where it comes from, as <c>TargetSystem/directory spec.mappings[2]</c>.</param>
/// <param name="Message">What happened, without attribute values.</param>
public sealed record DecisionNote(string Reason, string Subject, string Message);
