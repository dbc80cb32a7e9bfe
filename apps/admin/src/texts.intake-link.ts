import type { IntakeWords } from './intake/words';

/** What a patient reads who fills in an intake themselves, in both languages: loaded with that page only. */
export interface IntakeLinkTexts {
  title: string;
  intro: (clinic: string) => string;
  optional: string;
  send: string;
  sent: string;
  sentHint: (clinic: string, phone: string) => string;
  nothing: string;
  failed: string;
  correct: string;
  gone: (clinic: string, phone: string) => string;
  call: (clinic: string, phone: string) => string;
  words: IntakeWords;
}

const english: IntakeLinkTexts = {
  title: 'Before your massage',
  intro: (clinic) => `${clinic} asks you a few questions, so that your therapist knows what you come for.`,
  optional: 'Answer what you like. Your therapist will ask about the rest.',
  send: 'Send',
  sent: 'Thank you. Your answers have arrived.',
  sentHint: (clinic, phone) => `You can close this page. To change something, call ${clinic}, ${phone}.`,
  nothing: 'Nothing is filled in yet.',
  failed: 'It could not be sent. What you wrote is still here: please try again.',
  correct: 'Please correct what is marked.',
  gone: (clinic, phone) =>
    `This link has been used or is too old. If you have just sent your answers, they have arrived. Else call ${clinic}, ${phone}.`,
  call: (clinic, phone) => `Questions? Call ${clinic}, ${phone}.`,
  words: {
    map: {
      front: 'Front',
      back: 'Back',
      hint: 'Touch where it hurts, here or in the list. L is your left side, R your right.',
      keys: 'The arrow keys move between the areas, Space marks one.',
      list: 'Areas as a list',
      letters: { left: 'L', right: 'R' },
      sides: { left: 'Left', right: 'Right' },
      region: (name, side) => (side ? `${side === 'left' ? 'Left' : 'Right'} ${name.toLowerCase()}` : name),
      unclear: 'side not said',
    },
    groups: { why: 'Why you come', where: 'Where it hurts', began: 'How it began', now: 'How it is now', wishes: 'What you wish' },
    fields: {
      why: 'Why was massage recommended to you?',
      recommenderName: 'Who recommended it?',
      recommenderOrganization: 'Their practice or hospital',
      areas: 'Which areas?',
      onsetDate: 'When did it begin?',
      onsetHow: 'How did it begin?',
      onsetWhy: 'What do you think caused it?',
      course: 'Is it new or long-standing?',
      worse: 'What makes it worse?',
      tried: 'What have you tried?',
      goals: 'What would you like to be able to do again?',
      pressure: 'Which pressure do you like?',
      pain: 'How bad is the pain now?',
      motion: 'How well does it move?',
      conditions: 'Which of these apply to you?',
      consent: 'Do you agree to be treated with massage?',
    },
    hints: {
      onsetDate: 'About is good enough.',
      pain: '0 is none, 10 the worst you can think of.',
      conditions: 'Mark all that apply.',
    },
    courses: { acute: 'New', chronic: 'Long-standing' },
    pressures: { light: 'Light', medium: 'Medium', firm: 'Firm' },
    yesNo: { yes: 'Yes', no: 'No' },
    notSaid: 'No answer',
    motionSteps: { 100: 'As usual', 75: 'A little less', 50: 'About half', 25: 'Only a little', 0: 'Not at all' },
    percent: '%',
    needsReferral: 'needs a doctor’s referral',
    suggests: (techniques) => techniques,
    problem: (code) =>
      (
        ({
          'date-in-future': 'This day is still to come.',
          'local-date': 'This date cannot be right.',
          note: 'This is too long: please shorten it.',
          line: 'Please write something short here.',
        }) as Record<string, string>
      )[code] ?? 'Please look at this answer again.',
  },
};

const spanish: IntakeLinkTexts = {
  title: 'Antes de su masaje',
  intro: (clinic) => `${clinic} le hace unas preguntas para que su terapeuta sepa a qué viene.`,
  optional: 'Conteste lo que quiera. Su terapeuta le preguntará lo demás.',
  send: 'Enviar',
  sent: 'Gracias. Sus respuestas han llegado.',
  sentHint: (clinic, phone) => `Ya puede cerrar esta página. Para cambiar algo, llame a ${clinic}, ${phone}.`,
  nothing: 'Todavía no ha contestado nada.',
  failed: 'No se pudo enviar. Lo que escribió sigue aquí: inténtelo otra vez.',
  correct: 'Por favor, corrija lo marcado.',
  gone: (clinic, phone) =>
    `Este enlace ya se usó o es demasiado antiguo. Si acaba de enviar sus respuestas, han llegado. Si no, llame a ${clinic}, ${phone}.`,
  call: (clinic, phone) => `¿Preguntas? Llame a ${clinic}, ${phone}.`,
  words: {
    map: {
      front: 'De frente',
      back: 'De espaldas',
      hint: 'Toque donde le duele, aquí o en la lista. I es su lado izquierdo, D su lado derecho.',
      keys: 'Las flechas pasan de una zona a otra; la barra espaciadora marca una.',
      list: 'Zonas en una lista',
      letters: { left: 'I', right: 'D' },
      sides: { left: 'Izquierdo', right: 'Derecho' },
      region: (name, side) => (side ? `${name}, lado ${side === 'left' ? 'izquierdo' : 'derecho'}` : name),
      unclear: 'sin indicar el lado',
      areas: {
        head: 'Cabeza',
        jaw: 'Mandíbula',
        neck: 'Cuello',
        shoulder: 'Hombro',
        arm: 'Brazo',
        forearm: 'Antebrazo',
        'upper-back': 'Parte alta de la espalda',
        'low-back': 'Parte baja de la espalda',
        hip: 'Cadera',
        knee: 'Rodilla',
        calf: 'Pantorrilla',
        foot: 'Pie',
      },
    },
    groups: { why: 'Por qué viene', where: 'Dónde le duele', began: 'Cómo empezó', now: 'Cómo está ahora', wishes: 'Qué desea' },
    fields: {
      why: '¿Por qué le recomendaron un masaje?',
      recommenderName: '¿Quién se lo recomendó?',
      recommenderOrganization: 'Su consultorio u hospital',
      areas: '¿Qué zonas?',
      onsetDate: '¿Cuándo empezó?',
      onsetHow: '¿Cómo empezó?',
      onsetWhy: '¿Cuál cree que es la causa?',
      course: '¿Es reciente o de hace tiempo?',
      worse: '¿Qué lo empeora?',
      tried: '¿Qué ha probado?',
      goals: '¿Qué le gustaría volver a hacer?',
      pressure: '¿Qué presión prefiere?',
      pain: '¿Cuánto le duele ahora?',
      motion: '¿Cuánto puede moverlo?',
      conditions: '¿Cuáles de estas opciones le corresponden?',
      consent: '¿Acepta recibir un masaje?',
    },
    hints: {
      onsetDate: 'Basta una fecha aproximada.',
      pain: '0 es nada, 10 lo peor que pueda imaginar.',
      conditions: 'Marque todo lo que corresponda.',
    },
    courses: { acute: 'Reciente', chronic: 'De hace tiempo' },
    pressures: { light: 'Suave', medium: 'Media', firm: 'Fuerte' },
    yesNo: { yes: 'Sí', no: 'No' },
    notSaid: 'Sin respuesta',
    motionSteps: { 100: 'Como siempre', 75: 'Un poco menos', 50: 'Más o menos la mitad', 25: 'Solo un poco', 0: 'Nada' },
    percent: '%',
    needsReferral: 'requiere orden médica',
    suggests: (techniques) => techniques,
    problem: (code) =>
      (
        ({
          'date-in-future': 'Ese día aún no ha llegado.',
          'local-date': 'Esta fecha no puede ser correcta.',
          note: 'Es demasiado largo: por favor, acórtelo.',
          line: 'Por favor, escriba aquí algo breve.',
        }) as Record<string, string>
      )[code] ?? 'Por favor, revise esta respuesta.',
  },
};

export const intakeLinkTexts: Record<'en' | 'es', IntakeLinkTexts> = { en: english, es: spanish };
