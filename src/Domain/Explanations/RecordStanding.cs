namespace Prov.Domain.Explanations;

/// <summary>What a record says of whether the person is here.</summary>
public enum RecordStanding
{
    /// <summary>Here.</summary>
    Here,

    /// <summary>Here, but away for a time.</summary>
    Suspended,

    /// <summary>The start lies in the future.</summary>
    Coming,

    /// <summary>The end has passed.</summary>
    Over,

    /// <summary>A leave ended it.</summary>
    Left,

    /// <summary>The source's own condition says that it does not count.</summary>
    Inactive,
}
