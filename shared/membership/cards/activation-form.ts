/** The form of one-click activation (WeChat documentation, "member card activation form", read 2026-11). */
import { isObject, type JsonObject } from '../../kernel/json';
import { address } from './card-terms';
import { CARD_ID, CARD_ID_SAYS } from './input';
import { flag, formed, inputOf, list, object, oneOf, required, text, type Term } from './terms';

/** The page spells one of them without its end, answers were seen with it. */
const commonFields = [
  ...['MOBILE', 'SEX', 'NAME', 'BIRTHDAY', 'IDCARD', 'EMAIL', 'LOCATION', 'DETAIL_LOCATION', 'CAREER'],
  ...['EDUCATION_BACKGRO', 'EDUCATION_BACKGROUND', 'INDUSTRY', 'INCOME', 'HABIT'],
].map((name) => `USER_FORM_INFO_FLAG_${name}`);

const richField: Term = object({
  type: required(oneOf('FORM_FIELD_RADIO', 'FORM_FIELD_SELECT', 'FORM_FIELD_CHECK_BOX')),
  name: required(text(96)),
  values: required(list(text(96), 50)),
});

const link: Term = object({ name: required(text(32)), url: required(address) });

const form: Term = object(
  {
    can_modify: flag,
    common_field_id_list: list(oneOf(...commonFields), commonFields.length),
    custom_field_list: list(text(96), 5),
    rich_field_list: list(richField, 20),
  },
  (fields) => (fieldsIn(fields).length === 0 ? ['must ask for something'] : []),
);

export const activationForm = inputOf(
  {
    card_id: required(formed(CARD_ID, CARD_ID_SAYS)),
    service_statement: link,
    bind_old_card: link,
    required_form: form,
    optional_form: form,
  },
  ({ required_form: must, optional_form: may }) => {
    const asked = [must, may].flatMap((one) => (isObject(one) ? fieldsIn(one) : []));
    const twice = asked.filter((name, index) => asked.indexOf(name) !== index);
    return [
      ...(must === undefined && may === undefined ? ['must have required_form or optional_form'] : []),
      ...(twice.length > 0 ? [`asks twice for ${[...new Set(twice)].join(', ')}`] : []),
    ];
  },
);

/** What a form asks for, by name. */
function fieldsIn(form: JsonObject): readonly string[] {
  const named = ['common_field_id_list', 'custom_field_list', 'rich_field_list'].flatMap((name) => {
    const fields: unknown = form[name];
    return Array.isArray(fields) ? (fields as readonly unknown[]) : [];
  });
  return named.map((one) => (isObject(one) ? String(one.name) : String(one)));
}
