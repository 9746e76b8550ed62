namespace Prov.Domain.Sources;

/// <summary>Why an event is refused; it has no effect.</summary>
/// <param name="Reason">One of <see cref="EventFaultReasons"/>.</param>
/// <param name="Path">The part at fault, as <c>attributes["hired"]</c> or <c>event_id</c>.</param>
/// <param name="Message">What is wrong and what to do; holds no attribute values.</param>
public sealed record EventFault(string Reason, string Path, string Message);
