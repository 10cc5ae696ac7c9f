/** The parts of a script, as just-bash's parser has them. It exports but a few of their types; the others are found in those. */
import type { CommandNode, PipelineNode, ScriptNode, SimpleCommandNode, StatementNode, WordNode } from 'just-bash';

export type { CommandNode, PipelineNode, ScriptNode, SimpleCommandNode, StatementNode, WordNode };

/** One part of a word. */
export type WordPart = WordNode['parts'][number];

/** A part of one kind. */
export type Part<Type extends WordPart['type']> = Extract<WordPart, { readonly type: Type }>;

/** A command of one kind. */
export type Command<Type extends CommandNode['type']> = Extract<CommandNode, { readonly type: Type }>;

/** A compound command. */
export type CompoundCommand = Exclude<CommandNode, { readonly type: 'SimpleCommand' | 'FunctionDef' }>;

/** `NAME=value`, or an array. */
export type Assignment = SimpleCommandNode['assignments'][number];

/** A redirection. */
export type Redirection = SimpleCommandNode['redirections'][number];

/** An arithmetic expression, with its text. */
export type ArithmeticText = Part<'ArithmeticExpansion'>['expression'];

/** An arithmetic expression. */
export type Arithmetic = ArithmeticText['expression'];

/** An expression of `[[ … ]]`. */
export type Condition = Command<'ConditionalCommand'>['expression'];

/** What is done with a parameter: `:-word`, `#pattern`, … */
export type ParameterOperation = NonNullable<Part<'ParameterExpansion'>['operation']>;

/** An operation of one kind. */
export type Operation<Type extends ParameterOperation['type']> = Extract<ParameterOperation, { readonly type: Type }>;
