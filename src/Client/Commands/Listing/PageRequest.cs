namespace Prov.Client.Commands.Listing;

/// <summary>Which page of a list.</summary>
/// <param name="Size">Items of a page.</param>
/// <param name="Token">Of the page before; empty for the first.</param>
internal sealed record PageRequest(int Size, string Token);
