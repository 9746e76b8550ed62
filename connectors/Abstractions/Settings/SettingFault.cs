namespace Prov.Connectors.Settings;

/// <summary>One thing wrong with a target's settings.</summary>
/// <param name="Setting">Name of the setting.</param>
/// <param name="Reason">Stable UPPER_SNAKE code.</param>
/// <param name="Message">What is wrong and what to do; never the setting's value.</param>
public sealed record SettingFault(string Setting, string Reason, string Message);
