namespace Prov.Domain.Sources;

/// <summary>What is wrong with a feed or with one of its rows.</summary>
/// <param name="Reason">One of <see cref="FeedFaultReasons"/>.</param>
/// <param name="Line">Line of the file at which the row begins, counted from 1; 0 when the whole file is meant.</param>
/// <param name="Column">Name of the column; empty when the whole row is meant.</param>
/// <param name="Message">What is wrong and what to do; holds no value of the feed.</param>
public sealed record FeedFault(string Reason, long Line, string Column, string Message);
