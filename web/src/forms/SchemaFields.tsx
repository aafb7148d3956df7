/** Form fields for a JSON Schema: one for each property, in the schema's order. */
import {
  Fieldset,
  JsonInput,
  MultiSelect,
  NumberInput,
  Select,
  Stack,
  Switch,
  TagsInput,
  Textarea,
  TextInput,
} from '@mantine/core';
import { useState } from 'react';
import { label, words } from '../ui/format.ts';
import {
  choicesOf,
  type FieldErrors,
  fieldKind,
  type JsonObject,
  type JsonSchema,
  withMember,
  withoutNull,
} from './json-schema.ts';

interface Props {
  readonly schema: JsonSchema;
  readonly value: JsonObject;
  readonly onChange: (value: JsonObject) => void;
  readonly errors?: FieldErrors;
  readonly readOnly?: boolean;
  /** JSON pointer of this object within the whole value. */
  readonly pointer?: string;
}

export function SchemaFields({
  schema,
  value,
  onChange,
  errors = {},
  readOnly = false,
  pointer = '',
}: Props) {
  return (
    <Stack gap="sm">
      {Object.entries(schema.properties ?? {}).map(([name, property]) => (
        <SchemaField
          key={name}
          name={name}
          schema={withoutNull(property)}
          required={schema.required?.includes(name) === true && property.default === undefined}
          value={value[name]}
          onChange={(next) => {
            onChange(withMember(value, name, next));
          }}
          errors={errors}
          readOnly={readOnly}
          pointer={`${pointer}/${name}`}
        />
      ))}
    </Stack>
  );
}

interface FieldProps {
  readonly name: string;
  readonly schema: JsonSchema;
  readonly required: boolean;
  readonly value: unknown;
  readonly onChange: (value: unknown) => void;
  readonly errors: FieldErrors;
  readonly readOnly: boolean;
  readonly pointer: string;
}

function SchemaField(props: FieldProps) {
  const { name, schema } = props;
  const shared = sharedOf(props);
  const kind = fieldKind(name, schema);
  if (kind === 'choice' || kind === 'choices' || kind === 'list')
    return <PickField {...props} shared={shared} kind={kind} />;
  if (kind === 'line' || kind === 'text')
    return <TextField {...props} shared={shared} long={kind === 'text'} />;
  if (kind === 'group') return <GroupField {...props} legend={shared.label} />;
  if (kind === 'json') return <JsonField {...props} shared={shared} />;
  return <PlainField {...props} shared={shared} kind={kind} />;
}

function sharedOf({ name, schema, required, errors, readOnly, pointer }: FieldProps): Shared {
  return {
    label: schema.title ?? label(name),
    description: readOnly ? undefined : schema.description,
    error: errors[pointer],
    required: required && !readOnly,
    readOnly,
  };
}

interface Shared {
  readonly label: string;
  readonly description: string | undefined;
  readonly error: string | undefined;
  readonly required: boolean;
  readonly readOnly: boolean;
}

type WithShared = FieldProps & { readonly shared: Shared };

function PickField({
  schema,
  value,
  onChange,
  shared,
  kind,
}: WithShared & { kind: 'choice' | 'choices' | 'list' }) {
  const options = (choicesOf(kind === 'choice' ? schema : (schema.items ?? {})) ?? []).map((word) => ({
    value: word,
    label: label(word),
  }));
  if (kind === 'choice') {
    return (
      <Select
        {...shared}
        data={options}
        value={typeof value === 'string' ? value : null}
        clearable={!shared.required}
        onChange={(picked) => {
          onChange(picked ?? undefined);
        }}
      />
    );
  }
  const picked = Array.isArray(value) ? value.map(String) : [];
  const onList = (list: string[]) => {
    onChange(list.length === 0 && !shared.required ? undefined : list);
  };
  if (kind === 'choices') return <MultiSelect {...shared} data={options} value={picked} onChange={onList} />;
  return <TagsInput {...shared} value={picked} onChange={onList} />;
}

function TextField({ value, onChange, shared, long, schema }: WithShared & { readonly long: boolean }) {
  const field = {
    ...shared,
    value: typeof value === 'string' ? value : '',
    ...(schema.maxLength === undefined ? {} : { maxLength: schema.maxLength }),
    onChange: (event: { readonly currentTarget: { readonly value: string } }) => {
      const text = event.currentTarget.value;
      onChange(text === '' && !shared.required ? undefined : text);
    },
  };
  return long ? <Textarea {...field} autosize minRows={2} maxRows={12} /> : <TextInput {...field} />;
}

function PlainField({
  value,
  onChange,
  shared,
  kind,
  schema,
}: WithShared & { readonly kind: 'number' | 'switch' }) {
  if (kind === 'switch') {
    const { required: _required, readOnly, ...rest } = shared;
    return (
      <Switch
        {...rest}
        disabled={readOnly}
        checked={value === true}
        onChange={(event) => {
          onChange(event.currentTarget.checked);
        }}
      />
    );
  }
  return (
    <NumberInput
      {...shared}
      value={typeof value === 'number' ? value : ''}
      allowDecimal={schema.type === 'number'}
      {...(schema.minimum === undefined ? {} : { min: schema.minimum })}
      {...(schema.maximum === undefined ? {} : { max: schema.maximum })}
      onChange={(next) => {
        onChange(next === '' ? undefined : Number(next));
      }}
    />
  );
}

function GroupField({
  schema,
  value,
  onChange,
  errors,
  readOnly,
  pointer,
  required,
  legend,
}: FieldProps & { legend: string }) {
  const members = typeof value === 'object' && value !== null ? (value as JsonObject) : {};
  return (
    <Fieldset legend={legend}>
      <SchemaFields
        schema={schema}
        value={members}
        onChange={(next) => {
          onChange(Object.keys(next).length === 0 && !required ? undefined : next);
        }}
        errors={errors}
        readOnly={readOnly}
        pointer={pointer}
      />
    </Fieldset>
  );
}

/** What has no field of its own is written as JSON, and passed on as soon as it can be read. */
function JsonField({ value, onChange, shared, name }: WithShared) {
  const [text, setText] = useState(() => (value === undefined ? '' : JSON.stringify(value, null, 2)));
  const [unreadable, setUnreadable] = useState(false);
  return (
    <JsonInput
      {...shared}
      value={text}
      error={unreadable ? `${words(name)} is not valid JSON yet` : shared.error}
      autosize
      minRows={3}
      onChange={(next) => {
        setText(next);
        try {
          onChange(next.trim() === '' ? undefined : (JSON.parse(next) as unknown));
          setUnreadable(false);
        } catch {
          setUnreadable(true);
        }
      }}
    />
  );
}
