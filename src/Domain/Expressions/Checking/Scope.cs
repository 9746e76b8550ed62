using Prov.Domain.Expressions.Syntax;

namespace Prov.Domain.Expressions.Checking;

/// <summary>Which names mean what at one place of an expression: what macros have bound, the innermost first, then the environment's variables.</summary>
internal sealed class Scope(ExpressionEnvironment environment)
{
    private readonly Stack<(string Name, ExpressionType Type)> _bound = new();

    /// <summary>Every name that is known here.</summary>
    public IEnumerable<string> Names => environment.Variables.Select(v => v.Name).Concat(_bound.Select(v => v.Name));

    public void Push(string name, ExpressionType type) => _bound.Push((name, type));

    public void Pop() => _bound.Pop();

    /// <summary>The type of a name; null when there is none.</summary>
    /// <param name="name">The name.</param>
    /// <param name="isInput">True for a variable of the environment.</param>
    public ExpressionType? Find(string name, out bool isInput)
    {
        isInput = false;
        foreach (var local in _bound)
        {
            if (local.Name == name)
            {
                return local.Type;
            }
        }

        isInput = environment.TryGetSlot(name, out var slot);
        return isInput ? environment.Variables[slot].Type : null;
    }

    public bool IsClock(string name) => Find(name, out var isInput) is not null && isInput && environment.IsClock(name);

    /// <summary>True when the name at the head of a selection is known.</summary>
    public bool IsDeclared(SyntaxNode node) => node switch
    {
        NameNode name => Find(name.Name, out _) is not null,
        SelectNode select => IsDeclared(select.Operand),
        _ => false,
    };

    /// <summary>The path of an attribute of a variable; null for what is computed or bound by a macro.</summary>
    public string? PathOf(SyntaxNode node) => node switch
    {
        NameNode n => Find(n.Name, out var isInput) is not null && isInput ? n.Name : null,
        SelectNode n => PathOf(n.Operand) is { } path ? $"{path}.{n.Field}" : null,
        IndexNode { Index: LiteralNode { Value.Kind: ValueKind.String } key } n => PathOf(n.Operand) is { } path ? $"{path}.{key.Value}" : null,
        _ => null,
    };
}
