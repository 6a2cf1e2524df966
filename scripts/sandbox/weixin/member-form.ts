/** The form of one-click activation. Source: WeChat documentation, "one-click activation", read 2026-11. */
import * as v from 'valibot';

export const commonFields = [
  ...['MOBILE', 'SEX', 'NAME', 'BIRTHDAY', 'IDCARD', 'EMAIL', 'LOCATION', 'EDUCATION_BACKGRO', 'INDUSTRY'],
  ...['INCOME', 'HABIT', 'DETAIL_LOCATION', 'CAREER'],
].map((name) => `USER_FORM_INFO_FLAG_${name}`);

const fields = v.exactOptional(
  v.object({
    can_modify: v.exactOptional(v.boolean()),
    common_field_id_list: v.exactOptional(
      v.array(v.picklist(commonFields, `40097 must be one of ${commonFields.join(', ')}`)),
    ),
    custom_field_list: v.exactOptional(v.pipe(v.array(v.string()), v.maxLength(5, '40124 at most five'))),
    rich_field_list: v.exactOptional(
      v.array(
        v.object({
          type: v.picklist(['FORM_FIELD_RADIO', 'FORM_FIELD_SELECT', 'FORM_FIELD_CHECK_BOX']),
          name: v.string(),
          values: v.pipe(v.array(v.string()), v.minLength(1)),
        }),
      ),
    ),
  }),
);
const link = v.exactOptional(v.object({ name: v.string(), url: v.string() }));

export const formBody = v.object({
  card_id: v.pipe(v.string(), v.minLength(1)),
  service_statement: link,
  bind_old_card: link,
  required_form: fields,
  optional_form: fields,
});

const names = v.object({
  required_form: v.exactOptional(
    v.object({
      common_field_id_list: v.exactOptional(v.array(v.string()), []),
      custom_field_list: v.exactOptional(v.array(v.string()), []),
    }),
  ),
});

/** What a member must fill in. */
export function requiredFields(form: unknown): readonly string[] {
  const read = v.safeParse(names, form);
  const required = read.success ? read.output.required_form : undefined;
  return required ? [...required.common_field_id_list, ...required.custom_field_list] : [];
}
