/** Form fields for a value and its JSON Schema: one for each property in the schema's order, then for what else it has. */
import {
  Fieldset,
  MultiSelect,
  NumberInput,
  Select,
  Stack,
  Switch,
  TagsInput,
  Text,
  Textarea,
  TextInput,
} from '@mantine/core';
import { useState } from 'react';
import { label } from '../ui/format.ts';
import { JsonField } from './JsonField.tsx';
import {
  choicesOf,
  type Field,
  type FieldErrors,
  fieldsOf,
  isLong,
  isObject,
  type JsonObject,
  memberOf,
  readSchema,
  withMember,
} from './json-schema.ts';

interface Props {
  readonly schema: unknown;
  readonly value: JsonObject;
  readonly onChange: (value: JsonObject) => void;
  readonly errors?: FieldErrors;
  readonly readOnly?: boolean;
  /** JSON pointer of this object within the whole value. */
  readonly pointer?: string;
}

/**
 * Which field a value gets is found out once where it can be edited: no field turns into another under somebody's hands.
 * Who gives it another value, or lets others edit it, gives it another key.
 */
export function SchemaFields({
  schema: raw,
  value,
  onChange,
  errors = {},
  readOnly = false,
  pointer = '',
}: Props) {
  const schema = readSchema(raw);
  const [first] = useState(value);
  const fields = fieldsOf(schema, readOnly ? value : first);
  // What is not given is no part of what is looked at: an empty box would claim that it is.
  const shown = readOnly ? fields.filter(({ name }) => memberOf(value, name) !== undefined) : fields;
  if (shown.length === 0 && readOnly) return <Text c="dimmed">Nothing.</Text>;
  return (
    <Stack gap="sm">
      {shown.map((field) => (
        <SchemaField
          key={field.name}
          {...field}
          required={schema.required?.includes(field.name) === true && field.schema.default === undefined}
          value={memberOf(value, field.name)}
          onChange={(next) => {
            onChange(withMember(value, field.name, next));
          }}
          errors={errors}
          readOnly={readOnly}
          pointer={`${pointer}/${field.name}`}
        />
      ))}
    </Stack>
  );
}

interface FieldProps extends Field {
  readonly required: boolean;
  readonly value: unknown;
  readonly onChange: (value: unknown) => void;
  readonly errors: FieldErrors;
  readonly readOnly: boolean;
  readonly pointer: string;
}

function SchemaField(props: FieldProps) {
  const { kind } = props;
  const shared = sharedOf(props);
  if (kind === 'choice' || kind === 'choices' || kind === 'list')
    return <PickField {...props} shared={shared} kind={kind} />;
  if (kind === 'line' || kind === 'text') return <TextField {...props} shared={shared} />;
  if (kind === 'group') return <GroupField {...props} legend={shared.label} />;
  if (kind === 'json') return <JsonField {...props} shared={shared} />;
  return <PlainField {...props} shared={shared} kind={kind} />;
}

function sharedOf({ name, schema, described, required, errors, readOnly, pointer }: FieldProps): Shared {
  const words = described ? schema.description : NOT_DESCRIBED;
  return {
    label: described ? (schema.title ?? label(name)) : name,
    description: readOnly && described ? undefined : words,
    error: errors[pointer],
    required: required && !readOnly,
    readOnly,
  };
}

const NOT_DESCRIBED = 'Not described by the tool; sent as it stands here.';

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
  const options = (choicesOf(kind === 'choice' ? schema : readSchema(schema.items)) ?? []).map((word) => ({
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

/** What somebody wrote stands in a box that grows with it, for a line would hide its end. */
function TextField({ name, value, onChange, shared, kind, schema }: WithShared) {
  const field = {
    ...shared,
    value: typeof value === 'string' ? value : '',
    ...(schema.maxLength === undefined ? {} : { maxLength: schema.maxLength }),
    onChange: (event: { readonly currentTarget: { readonly value: string } }) => {
      const text = event.currentTarget.value;
      onChange(text === '' && !shared.required ? undefined : text);
    },
  };
  if (kind === 'line') return <TextInput {...field} />;
  const minRows = isLong(name, schema) && !shared.readOnly ? 2 : 1;
  return <Textarea {...field} autosize minRows={minRows} {...(shared.readOnly ? {} : { maxRows: 20 })} />;
}

function PlainField({
  value,
  onChange,
  shared,
  kind,
  schema,
}: WithShared & { readonly kind: 'number' | 'switch' }) {
  if (kind === 'switch') {
    // A switch that cannot be moved is too pale to be read.
    if (shared.readOnly) return <TextInput {...shared} value={value === true ? 'yes' : 'no'} />;
    const { required: _required, readOnly: _readOnly, ...rest } = shared;
    return (
      <Switch
        {...rest}
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
  const members = isObject(value) ? value : {};
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
